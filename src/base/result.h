/*
 * What a call can come to. The words a person reads about it are in the
 * context (core/ctx.h); the code only says which kind of answer to give.
 *
 * Headers name the results that follow from what was asked. Not named, because they hold for all
 * that asks the database: HK_UNAVAILABLE and HK_FAILED, and HK_NOT_FOUND of a function that finds
 * one thing (x_find, x_by_y).
 */
#pragma once

#ifdef __clang__
#define HK_MUST_USE __attribute__((warn_unused_result))
#else
#define HK_MUST_USE
#endif

enum HK_MUST_USE hk_result {
	HK_OK = 0,
	HK_NOT_FOUND,   /* there is no such thing, or it is not yours to see */
	HK_DENIED,      /* you may see it, but not do this */
	HK_INVALID,     /* what was given cannot be right; cx says which field */
	HK_CONFLICT,    /* somebody was faster; look again */
	HK_UNAVAILABLE, /* nothing was done, or nobody can tell; try later */
	HK_FAILED,      /* a fault of ours */
};

/* Hands any result but HK_OK to the caller. Nothing leaks: memory belongs to
 * the arena, everything else to a scoped variable. */
#define HK_TRY(call)                          \
	do {                                  \
		enum hk_result try_ = (call); \
		if (try_ != HK_OK)            \
			return try_;          \
	} while (0)

/* For the rare call whose result changes nothing: says so to the reader and to the compiler. */
static inline void hk_ignore(enum hk_result result)
{
	(void)result;
}

#define HK_COUNT(array) (sizeof(array) / sizeof((array)[0]))
