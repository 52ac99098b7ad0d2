/*
 * In which of our languages a text is written: by its script where that says
 * all (Bengali, Tamil), by its smallest words where enough of them stand there,
 * else by libexttextcat with a fingerprint list of the languages in service
 * alone (its full list calls short English Scots).
 */
#pragma once

#include "base/arena.h"

struct languages;

struct languages *languages_open(void);
void languages_close(struct languages *languages);

/* "en", "bn", "lt", "ta", or "" when it is too short or too mixed to tell. */
const char *language_of(struct languages *languages, const char *text);
