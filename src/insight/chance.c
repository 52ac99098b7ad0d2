#include "insight/chance.h"

#include <math.h>

/* From so many degrees of freedom on, Student's t is normal to six digits. */
#define NORMAL_FREEDOM 1e7
/* What a step of a fraction may still change. */
#define SETTLED 1e-15
/* Stands for 0 where Lentz' method would divide by it. */
#define ALMOST_NOTHING 1e-300

enum { HALVINGS = 200, STEPS = 100000, FARTHEST = 38 };

double chance_two_sided(double z)
{
	return erfc(fabs(z) * M_SQRT1_2);
}

double chance_below(double z)
{
	return erfc(-z * M_SQRT1_2) / 2;
}

double chance_point(double share)
{
	double low = -FARTHEST;
	double high = FARTHEST;

	if (isnan(share))
		return share;
	for (int i = 0; i < HALVINGS && low < high; i++) {
		double middle = (low + high) / 2;

		if (middle <= low || middle >= high)
			break;
		if (chance_below(middle) < share)
			low = middle;
		else
			high = middle;
	}
	return high;
}

/* d of step i, DLMF 8.17.23. */
static double fraction_part(double a, double b, double x, int i)
{
	double m = i / 2; /* NOLINT(bugprone-integer-division): the whole part is meant */

	if (i % 2 == 0)
		return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
	return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
}

static double not_nothing(double value)
{
	return fabs(value) < ALMOST_NOTHING ? ALMOST_NOTHING : value;
}

static double fraction(double a, double b, double x)
{
	double value = 1;
	double above = 1;
	double below = 0;

	for (int i = 1; i < STEPS; i++) {
		double part = fraction_part(a, b, x, i);

		below = 1 / not_nothing(1 + part * below);
		above = not_nothing(1 + part / above);
		value *= above * below;
		if (fabs(above * below - 1) < SETTLED)
			break;
	}
	return value;
}

static double log_gamma(double x)
{
	int sign;

	return lgamma_r(x, &sign);
}

/* rest is 1 - x, given apart so that nothing is lost where x is near 1. */
static double beta_share(double a, double b, double x, double rest)
{
	double log_front;

	if (x <= 0)
		return 0;
	if (rest <= 0)
		return 1;
	if (x > (a + 1) / (a + b + 2))
		return 1 - beta_share(b, a, rest, x);
	log_front = a * log(x) + b * log(rest) + log_gamma(a + b) - log_gamma(a) - log_gamma(b);
	return exp(log_front) / a / fraction(a, b, x);
}

double chance_beta(double a, double b, double x)
{
	if (!(a > 0) || !(b > 0) || isnan(x))
		return NAN;
	return beta_share(a, b, x, 1 - x);
}

double chance_counts(double one, double other)
{
	double more = fmax(one, other), all = one + other;

	if (!(one >= 0) || !(other >= 0))
		return NAN;
	return one == other ? 1 : fmin(1, 2 * chance_beta(more, all - more + 1, 0.5));
}

double chance_student(double t, double freedom)
{
	double whole = freedom + t * t;

	if (!(freedom > 0) || isnan(t))
		return NAN;
	if (isinf(t))
		return 0;
	if (freedom >= NORMAL_FREEDOM)
		return chance_two_sided(t);
	return beta_share(freedom / 2, 0.5, freedom / whole, t * t / whole);
}

double chance_student_95(double freedom)
{
	double low = log(CHANCE_95);
	double high = log(1e18);

	if (!(freedom > 0))
		return NAN;
	if (freedom >= NORMAL_FREEDOM)
		return CHANCE_95;
	for (int i = 0; i < HALVINGS; i++) {
		double middle = (low + high) / 2;

		if (middle <= low || middle >= high)
			break;
		if (chance_student(exp(middle), freedom) > CHANCE_REAL)
			low = middle;
		else
			high = middle;
	}
	return exp(high);
}
