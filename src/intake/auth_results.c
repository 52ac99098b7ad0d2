#include "intake/auth_results.h"

#include <string.h>

#include "base/text.h"

struct cursor {
	struct hk_arena *arena;
	const char *at;
};

static const char blanks[] = " \t\r\n";

/* A comment may hold others, and quoted pairs. */
static const char *comment_pass(const char *at)
{
	size_t depth = 0;

	for (; *at; at++) {
		if (*at == '\\' && at[1])
			at++;
		else if (*at == '(')
			depth++;
		else if (*at == ')' && --depth == 0)
			return at + 1;
	}
	return at;
}

static void blanks_pass(struct cursor *in)
{
	for (;;) {
		in->at += strspn(in->at, blanks);
		if (*in->at != '(')
			return;
		in->at = comment_pass(in->at);
	}
}

static const char *quoted_take(struct cursor *in)
{
	char *text = hk_copy_text(in->arena, in->at + 1), *out = text;
	const char *at = in->at + 1;

	for (; *at && *at != '"'; at++) {
		if (*at == '\\' && at[1])
			at++;
		*out++ = *at;
	}
	*out = '\0';
	in->at = *at ? at + 1 : at;
	return text;
}

/* Up to one of these signs. What they quote counts as one word. */
static const char *word_take(struct cursor *in, const char *ends)
{
	size_t length;
	const char *word;

	blanks_pass(in);
	if (*in->at == '"')
		return quoted_take(in);
	length = strcspn(in->at, ends);
	word = hk_copy(in->arena, in->at, length);
	in->at += length;
	return word;
}

static bool sign_take(struct cursor *in, char sign)
{
	blanks_pass(in);
	if (*in->at != sign)
		return false;
	in->at++;
	return true;
}

/* "header.d=shop.example", and "reason=" with its words, which nobody needs. */
static bool property_take(struct cursor *in, struct auth_result *result)
{
	const char *name = word_take(in, " \t\r\n=;("), *value;

	if (!*name || !sign_take(in, '='))
		return false;
	value = word_take(in, " \t\r\n;(");
	if (result->property_count < AUTH_PROPERTIES_MAX)
		result->properties[result->property_count++] =
			(struct auth_property){ hk_lower_ascii(in->arena, name), value };
	return true;
}

/* "dkim=pass header.d=shop.example"; a version behind the method says nothing to us. */
static bool result_take(struct cursor *in, struct auth_result *ret)
{
	const char *method = word_take(in, " \t\r\n=;(/"), *result;

	*ret = (struct auth_result){ .method = hk_lower_ascii(in->arena, method) };
	if (sign_take(in, '/'))
		(void)word_take(in, " \t\r\n=;(");
	if (!*method || !sign_take(in, '='))
		return false;
	result = word_take(in, " \t\r\n;(");
	ret->result = hk_lower_ascii(in->arena, result);
	for (blanks_pass(in); *in->at && *in->at != ';'; blanks_pass(in))
		if (!property_take(in, ret))
			return false;
	return *result != '\0';
}

bool auth_results_read(struct hk_arena *arena, const char *value, struct auth_results *ret)
{
	struct cursor in = { arena, value };
	struct auth_result one;

	*ret = (struct auth_results){ .server = word_take(&in, " \t\r\n;(") };
	if (!*ret->server)
		return false;
	/* A version may follow the name. */
	blanks_pass(&in);
	in.at += strspn(in.at, "0123456789");
	while (sign_take(&in, ';') && result_take(&in, &one))
		if (ret->count < AUTH_RESULTS_MAX)
			ret->items[ret->count++] = one;
	return true;
}

const char *auth_property(const struct auth_result *result, const char *name)
{
	for (size_t i = 0; i < result->property_count; i++)
		if (hk_equal(result->properties[i].name, name))
			return result->properties[i].value;
	return "";
}
