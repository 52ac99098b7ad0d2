/* Encoded words and parameters: read once they are read, and no file name names a folder. */
#include "parse/mime.h"
#include "read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void words_try(const char *value)
{
	g_autoptr(GString) text = g_string_new(value);
	g_autofree char *once = NULL, *twice = NULL;

	(void)text_to_utf8(text, NULL);
	once = words_join(text->str);
	twice = words_join(once);
	if (strcmp(once, twice) != 0 || !g_utf8_validate(once, -1, NULL))
		abort();
}

static void names_try(const struct mail *mail)
{
	for (uint32_t i = 0; i < mail->part_count; i++)
		if (!mail->parts[i].name[0] || mail->parts[i].name[0] == '.' ||
		    strpbrk(mail->parts[i].name, "/\\"))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	scoped_arena *arena = hk_arena_new();
	const char *value = header_value(arena, data, size);
	struct mail mail;

	words_try(value);
	mail = mail_of_text(arena, hk_format(arena, "Subject: %s\nContent-Type: image/x; %s\n\nx\n",
					     value, value));
	names_try(&mail);
	mail = mail_of_text(arena,
			    hk_format(arena, "Content-Disposition: attachment; %s\n\nx\n", value));
	names_try(&mail);
	return 0;
}
