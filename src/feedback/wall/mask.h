/*
 * mask: what everybody may read of somebody who has not given his name to everybody. It errs on
 * the side of hiding: a date of birth and a telephone number look alike.
 */
#pragma once

#include "base/arena.h"

/* "Jonas K." of "Jonas Kazlauskas"; "" of what is no name (an address, a number, nothing): then it
 * is a customer. Whole characters of any script. */
const char *mask_name(struct hk_arena *arena, const char *name);
/* Without e-mail addresses, addresses of pages, and numbers of seven digits and more, however they
 * are spaced and in whatever digits; and with the name, where he wrote it himself, as mask_name()
 * has it: also where a word of it stands alone, in any form (name_words.h), but for the first. Of
 * a name with digits, which is not shown, no word stays. */
const char *mask_words(struct hk_arena *arena, const char *words, const char *name);
/* The same of somebody who is not named at all: without any word of his name in any form, names of
 * his family, and initials beside it. */
const char *mask_words_veiled(struct hk_arena *arena, const char *words, const char *name);
