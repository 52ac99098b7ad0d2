/* Numbers that are equal but for what a test says. */
#pragma once

#include <math.h>

#include "test.h"

/* Infinities are near themselves; what is no number is near nothing. */
#define assert_near(is, should, slack)                                         \
	do {                                                                   \
		double is_ = (is);                                             \
		double should_ = (should);                                     \
		if (!(is_ == should_ || fabs(is_ - should_) <= (slack)))       \
			fail_msg("%s is %.12g, not %.12g", #is, is_, should_); \
	} while (0)
