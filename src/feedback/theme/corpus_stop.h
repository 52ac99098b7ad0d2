/* Words that say nothing about what a text is about, in each of our languages, with blanks
 * between; "" for another language. */
#pragma once

const char *corpus_stop_words(const char *language);
