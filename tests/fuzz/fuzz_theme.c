/* What people write, a text a line, until themes are found in it: nothing is refused. */
#include <stdlib.h>
#include <string.h>

#include "core/words.h"
#include "feedback/theme/found.h"

enum { LINES = 40 };

static struct words *words;

static void check(const struct corpus *corpus, const struct found_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct found *found = &list->items[i];

		if (!found->word_count || found->size < 2 || !*found->name)
			abort();
		for (size_t k = 0; k < corpus->document_count; k++) {
			double fit = found_fit(corpus, found->words, found->word_count,
					       &corpus->documents[k]);

			if (!(fit >= 0 && fit <= 1))
				abort();
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const languages[] = { "en", "lt", "bn", "ta", "" };
	scoped_arena *arena = hk_arena_new();
	char *text = hk_copy(arena, (const char *)data, size);
	struct corpus *corpus;
	struct found_list list;

	if (!words)
		words = words_open();
	corpus = corpus_new(arena, words, languages[size % 5]);
	for (int i = 0; i < LINES && text; i++) {
		char *end = strchr(text, '\n');

		if (end)
			*end++ = 0;
		corpus_add(corpus, text);
		text = end;
	}
	list = found_themes(corpus, 2);
	check(corpus, &list);
	return 0;
}
