/* What of a subject is ours, whatever mail of ours was answered. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "house_world.h"
#include "test.h"
#include "ticket/mail/subject.h"

enum { LINE_MOST = 1000 };

#define TEMPLATES TEST_CORPUS "/../../templates/mail/"

static void only_what_the_house_wrote_is_taken_from_a_subject(void **state)
{
	static const char *const pairs[][2] = {
		{ "Kettle", "Kettle" },
		{ "Re: RE: re:Kettle", "Kettle" },
		{ "Re: We have your message: Kettle [#17]", "Kettle" },
		{ "Re: We have your message: Re: We have your message: Kettle [#1] [#2]",
		  "Kettle" },
		{ "RE: Gavome Jūsų žinutę: Virdulys [#3]", "Virdulys" },
		{ "আপনার বার্তা পেয়েছি: কেটলি [#4]", "কেটলি" },
		{ "உங்கள் செய்தி கிடைத்தது: கெண்டி [#5]", "கெண்டி" },
		{ "Re: Was it really solved? Kettle [#6]", "Kettle" },
		{ "Re: One question about “Kettle” [#7]", "Kettle" },
		{ "Re: One question about “The “old” kettle”", "The “old” kettle" },
		{ "One question about “Kettle", "One question about “Kettle" }, /* theirs */
		{ "Re: Vienas klausimas apie „Virdulys“ [#8]", "Virdulys" },
		{ "Re: “கெண்டி” பற்றி ஒரு கேள்வி [#9]", "கெண்டி" },
		{ "Re: Your message was too large: Kettle", "Kettle" },
		{ "AW: Ticket 17 needs you: Kettle", "AW: Kettle" },
		{ "Re: Ticket needs you: Kettle", "Ticket needs you: Kettle" }, /* theirs */
		{ "Re: Kettle [#17]", "Kettle [#17]" }, /* it may be theirs */
		{ "We have your message: theirs [#17] ours [#2]", "theirs [#17] ours" },
		{ "Re: We have your message: [#17]", "Re: We have your message: [#17]" },
		{ "Re:", "Re:" },
	};
	struct house_world *world = *state;

	for (size_t i = 0; i < HK_COUNT(pairs); i++)
		assert_string_equal(subject_bare(&world->cx, pairs[i][0]), pairs[i][1]);
}

/* The whole text with these words at that place. */
static const char *filled(struct house_world *world, const char *text, const char *place,
			  const char *words)
{
	const char *at = strstr(text, place);

	return at ? hk_format(world->arena, "%.*s%s%s", (int)(at - text), text, words,
			      at + strlen(place))
		  : text;
}

/* Answers to a mail that begins with this sentence speak of the kettle alone. */
static void is_taken_off(struct house_world *world, const char *sentence)
{
	for (size_t k = 0; k < I18N_LANGUAGES; k++) {
		const char *text = i18n_text(i18n_languages[k].code, sentence);

		text = filled(world, filled(world, text, "{number}", "17"), "{subject}",
			      "My kettle, it leaks");
		text = hk_format(world->arena, "Re: %s [#17]", text);
		assert_string_equal(subject_bare(&world->cx, text), "My kettle, it leaks");
	}
}

/* How many of its sentences say what the ticket is about. */
static size_t line_check(struct house_world *world, char *line)
{
	size_t count = 0;

	for (char *at = strstr(line, "_(\""); at; at = strstr(at, "_(\"")) {
		size_t length = strcspn(at += strlen("_(\""), "\"");
		const char *sentence = hk_copy(world->arena, at, length);

		/* Customers begin like this too, and it goes to whoever tries it out alone. */
		if (!strstr(sentence, "{subject}") || strcmp(sentence, "Test: {subject}") == 0)
			continue;
		is_taken_off(world, sentence);
		count++;
	}
	return count;
}

static void every_subject_of_our_mails_is_known_as_ours(void **state)
{
	struct house_world *world = *state;
	DIR *folder = opendir(TEMPLATES);
	struct dirent *entry;
	size_t count = 0;

	assert_non_null(folder);
	while ((entry = readdir(folder))) {
		char line[LINE_MOST];
		FILE *file;

		if (!strstr(entry->d_name, ".txt"))
			continue;
		file = fopen(hk_format(world->arena, TEMPLATES "%s", entry->d_name), "r");
		assert_non_null(file);
		while (fgets(line, sizeof(line), file))
			if (hk_starts(line, "Subject: "))
				count += line_check(world, line);
		fclose(file);
	}
	closedir(folder);
	assert_true(count >= 13);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(only_what_the_house_wrote_is_taken_from_a_subject),
		in_house(every_subject_of_our_mails_is_known_as_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
