/*
 * amount: a number, or a sum of money, as people write it and as it is kept: "3,5" is 3.5, and
 * "EUR 1 234,5" is 1234.50 EUR. Kept amounts are compared digit by digit, so that none is too
 * long.
 */
#pragma once

#include "core/ctx.h"

struct money {
	const char *amount;   /* "1234.50", "-5" */
	const char *currency; /* as it was written; "": none was */
	bool is_doubtful;     /* "12.345" may be twelve thousand or twelve and a bit */
};

/* With digits of Bengali and Tamil as those of ASCII, and any minus and any space as theirs. */
const char *amount_plain(struct ctx *cx, const char *text);
/* ret: digits, with a point and a minus where there is one. False: it is no number. */
bool amount_read(struct ctx *cx, const char *text, const char **ret);
/* A number with a currency before or behind it: "12,50 €", "EUR 12.50", "12.5". */
bool money_read(struct ctx *cx, const char *text, struct money *ret);
/* What was written as a code of ISO 4217: "EUR", "eur", "€", "টাকা". A sign that several countries
 * have ("$", "Rs.") is that of the house, where the house has one of these; NULL: nobody can say
 * which it is. */
const char *money_code(struct ctx *cx, const char *currency, const char *house);
/* Below, at or above 0, as the first is less than the second, the same or more. */
int amount_compare(const char *one, const char *other);
