#include "core/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/result.h"
#include "base/text.h"
#include "core/i18n_tables.h"

enum { ID_MAX = 1024, FILLED_MAX = 1 << 20, CODE = 2, FULL_QUALITY = 1000 };

const struct i18n_language i18n_languages[I18N_LANGUAGES] = {
	{ "en", "English", "en-GB", "ltr" },
	{ "bn", "বাংলা", "bn-BD", "ltr" },
	{ "lt", "Lietuvių", "lt-LT", "ltr" },
	{ "ta", "தமிழ்", "ta-IN", "ltr" },
};

/* length counts the bytes of one language tag (RFC 5646), of which the first part decides. */
static const struct i18n_language *find(const char *code, size_t length)
{
	if (length < CODE || (length > CODE && code[CODE] != '-' && code[CODE] != '_'))
		return NULL;
	for (size_t i = 0; i < I18N_LANGUAGES; i++)
		if ((code[0] | ' ') == i18n_languages[i].code[0] &&
		    (code[1] | ' ') == i18n_languages[i].code[1])
			return &i18n_languages[i];
	return NULL;
}

const struct i18n_language *i18n_find(const char *code)
{
	return code ? find(code, strlen(code)) : NULL;
}

bool i18n_language_exists(const char *code)
{
	const struct i18n_language *language = i18n_find(code);

	return language && strcmp(language->code, code) == 0;
}

const char *i18n_code(const char *tag)
{
	const struct i18n_language *language = i18n_find(tag);

	return language ? language->code : tag;
}

const char *i18n_language_name(const char *code)
{
	const struct i18n_language *language = i18n_find(code);

	return language ? language->name : code;
}

/* What stands after ";": "q=0.8" in thousandths; what cannot be read counts as 0. */
static int quality_of(const char *text, size_t length)
{
	int quality = 0;
	int weight = FULL_QUALITY;

	while (length > 0 && strchr("; \t", *text)) {
		text++;
		length--;
	}
	if (length < 2 || (text[0] | ' ') != 'q' || text[1] != '=')
		return length == 0 ? FULL_QUALITY : 0;
	for (size_t i = 2; i < length && weight > 0; i++) {
		if (text[i] == '.' && i == 3)
			continue;
		if (text[i] < '0' || text[i] > '9')
			break;
		quality += (text[i] - '0') * weight;
		weight /= 10;
	}
	return quality > FULL_QUALITY ? FULL_QUALITY : quality;
}

const struct i18n_language *i18n_accept(const char *header)
{
	const struct i18n_language *best = NULL;
	int best_quality = 0;

	while (header && *header) {
		header += strspn(header, ", \t");

		size_t length = strcspn(header, ",");
		size_t tag = strcspn(header, ",; \t");
		int quality = quality_of(header + tag, length - tag);
		const struct i18n_language *language =
			tag == 1 && *header == '*' ? &i18n_languages[0] : find(header, tag);

		if (language && quality > best_quality) {
			best = language;
			best_quality = quality;
		}
		header += length;
	}
	return best;
}

static int compare(const void *id, const void *entry)
{
	return strcmp(id, ((const struct i18n_entry *)entry)->id);
}

static const struct i18n_entry *look_up(const char *language, const char *id)
{
	for (size_t i = 0; i < I18N_TABLES; i++)
		if (hk_equal(i18n_tables[i].code, language))
			return bsearch(id, i18n_tables[i].entries, i18n_tables[i].count,
				       sizeof(struct i18n_entry), compare);
	return NULL;
}

const char *i18n_text(const char *language, const char *sentence)
{
	const struct i18n_entry *entry = look_up(language, sentence);

	return entry ? entry->forms[0] : sentence;
}

const char *i18n_context(const char *language, const char *context, const char *sentence)
{
	char id[ID_MAX];
	int length = snprintf(id, sizeof(id), "%s\4%s", context, sentence);

	if (length < 0 || (size_t)length >= sizeof(id))
		return sentence;

	const struct i18n_entry *entry = look_up(language, id);

	return entry ? entry->forms[0] : sentence;
}

/* The same rules as Plural-Forms in po/ (CLDR for whole numbers). */
size_t i18n_plural_form(const char *language, int64_t number)
{
	uint64_t n = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	if (strcmp(language, "bn") == 0)
		return n > 1;
	if (strcmp(language, "lt") != 0)
		return n != 1;
	if (n % 10 == 1 && n % 100 != 11)
		return 0;
	return n % 10 >= 2 && (n % 100 < 10 || n % 100 >= 20) ? 1 : 2;
}

const char *i18n_plural(const char *language, const char *one, const char *many, int64_t n)
{
	const struct i18n_entry *entry = look_up(language, one);

	if (!entry)
		return i18n_plural_form("en", n) == 0 ? one : many;

	const char *text = entry->forms[i18n_plural_form(language, n)];

	return text ? text : entry->forms[0];
}

/* The value of the name in the list, or NULL. */
static const char *value_of(const char *name, size_t length, va_list list)
{
	const char *value = NULL;
	va_list again;

	va_copy(again, list);
	for (const char *key; !value && (key = va_arg(again, const char *));) {
		const char *candidate = va_arg(again, const char *);
		if (strlen(key) == length && memcmp(key, name, length) == 0)
			value = candidate ? candidate : "";
	}
	va_end(again);
	return value;
}

/* "iki antradienio, gruodžio 1 d.": a date has no cases, its weekday has, and ICU knows the first
 * one alone. */
static void value_put(struct hk_buf *filled, const char *from, const char *hole, const char *value)
{
	static const char weekday[] = "adienis", genitive[] = "adienio";
	const size_t length = sizeof("iki ") - 1, ending = sizeof(weekday) - 1;
	size_t word = strcspn(value, " ,");

	if ((size_t)(hole - from) >= length && word > ending &&
	    (memcmp(hole - length + 1, "ki ", length - 1) == 0 ||
	     memcmp(hole - length + 1, "uo ", length - 1) == 0) &&
	    memcmp(value + word - ending, weekday, ending) == 0) {
		hk_buf_put(filled, value, word - ending);
		hk_buf_text(filled, genitive);
		value += word;
	}
	hk_buf_text(filled, value);
}

/* "... 10 val." ends with a stop of its own, and a sentence has one. */
static bool is_stop_twice(const char *value, const char *rest)
{
	size_t length = strlen(value);

	return length && value[length - 1] == '.' && rest[0] == '.' && rest[1] != '.';
}

char *i18n_fill(struct hk_arena *arena, const char *sentence, ...)
{
	const char *from = sentence;
	scoped_buf filled;
	va_list list;

	hk_buf_init(&filled, FILLED_MAX);
	va_start(list, sentence);
	while (*sentence) {
		size_t plain = strcspn(sentence, "{");
		hk_buf_put(&filled, sentence, plain);
		sentence += plain;
		if (!*sentence)
			break;

		size_t name = strcspn(sentence + 1, "{}");
		const char *value =
			sentence[1 + name] == '}' ? value_of(sentence + 1, name, list) : NULL;

		if (value) {
			value_put(&filled, from, sentence, value);
			sentence += name + 2;
			sentence += is_stop_twice(value, sentence);
		} else {
			hk_buf_char(&filled, *sentence++);
		}
	}
	va_end(list);
	return hk_copy(arena, filled.bytes ? filled.bytes : "", filled.length);
}

char *i18n_day(const struct i18n_reader *reader, int64_t now, int64_t when)
{
	bool is_near = when > now - I18N_SAME_YEAR && when < now + I18N_SAME_YEAR;

	return i18n_time(reader, is_near ? I18N_DAY : I18N_DATE, when);
}
