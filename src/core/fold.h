/* fold: text as it is compared with words that a person wrote: without capitals, in every script.
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"

/* By the full case folding of Unicode. */
char *fold_text(struct hk_arena *arena, const char *text);
/* The same for what is typed in more than one way: a letter with its sign or as one (in Bengali and
 * on some keyboards), with or without a joiner that nobody sees. By NFKC_Casefold of Unicode. */
char *fold_words(struct hk_arena *arena, const char *text);
/* Also without diacritics, with our digits, and however it is composed: "Ąžuolaitė" is "azuolaite".
 * Vowel signs stay, for they are letters. */
char *fold_plain(struct hk_arena *arena, const char *text);
/* The word, or several with blanks between, stands in the text; with * behind it a word of the text
 * begins so: "tow" is in "Tow me, please" alone, "tow*" also in "Towing". Both are folded. "" is in
 * every text. */
bool fold_has(struct hk_arena *arena, const char *text, const char *word);
