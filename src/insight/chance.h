/*
 * chance: the few functions of probability that libm does not have, on top of those that it has
 * (erfc, lgamma_r). All are pure; chances and shares are 0..1; what is no number gives no number.
 */
#pragma once

/* Of a normal variable: 95 % lie within so many standard errors. */
#define CHANCE_95 1.959963984540054
/* From here on a difference is called chance. */
#define CHANCE_REAL 0.05

/* A normal value at least as far from 0 as z, on either side: erfc(|z| / sqrt(2)). */
double chance_two_sided(double z);
/* A normal value below z. */
double chance_below(double z);
/* The z below which that share of a normal variable lies, the inverse of chance_below(); within
 * -38..38, where doubles end. For a share near 1 ask for the rest and turn the sign. */
double chance_point(double share);
/* The regularised incomplete beta function I_x(a, b); a and b above 0. Continued fraction 8.17.22
 * of the NIST Digital Library of Mathematical Functions, evaluated by Lentz' method. */
double chance_beta(double a, double b, double x);
/* Two counts of events over equal times at least as far apart, when nothing is different: of
 * all of them as many fall into each time by one half, so twice the tail of the binomial (the exact
 * conditional test of Przyborowski and Wilenski, Biometrika 31, 1940). Both 0 or more, whole; 1 for
 * equal ones. 6 against 0: 0.03125. */
double chance_counts(double one, double other);
/* A value of Student's t at least as far from 0 as t (Abramowitz and Stegun 26.7.1). Freedom above
 * 0, which effective numbers of answers need not make whole. */
double chance_student(double t, double freedom);
/* Within so many standard errors 95 % of Student's t lie: 12.706 for freedom 1, 1.960 for many. */
double chance_student_95(double freedom);
