#include "db/scan.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

static bool is_word(char sign)
{
	return isalnum((unsigned char)sign) || sign == '_';
}

/* The next word of the text after literals and comments, or NULL at its end. */
static const char *next_word(const char *at, size_t *ret_length)
{
	while (*at && !is_word(*at)) {
		const char *end = NULL;

		if (*at == '\'' || *at == '"')
			end = strchr(at + 1, *at);
		else if (strncmp(at, "/*", 2) == 0 && (end = strstr(at, "*/")))
			end++;
		at = end ? end + 1 : at + 1;
	}
	*ret_length = 0;
	while (is_word(at[*ret_length]))
		++*ret_length;
	return *at ? at : NULL;
}

static bool is_keyword(const char *word, size_t length, const char *keyword)
{
	return length == strlen(keyword) && strncasecmp(word, keyword, length) == 0;
}

const char *db_scan_table(const char *at, size_t *ret_length)
{
	const char *word = next_word(at, ret_length);

	while (word && !is_keyword(word, *ret_length, "FROM") &&
	       !is_keyword(word, *ret_length, "JOIN") && !is_keyword(word, *ret_length, "UPDATE"))
		word = next_word(word + *ret_length, ret_length);
	return word ? next_word(word + *ret_length, ret_length) : NULL;
}
