#include "web/form.h"

#include <string.h>
#include <unistd.h>

#include "base/text.h"

enum { BOUNDARY_MAX = 70 };

static int hex_value(char sign)
{
	if (sign >= '0' && sign <= '9')
		return sign - '0';
	sign |= 0x20;
	return sign >= 'a' && sign <= 'f' ? sign - 'a' + 10 : -1;
}

/* A "%" that begins no code stands for itself, as the URL standard has it. */
static char *decode(struct hk_arena *arena, const char *text, size_t length, bool has_plus,
		    size_t *ret_length)
{
	char *plain = hk_alloc(arena, length + 1, 1);
	size_t put = 0;

	for (size_t i = 0; i < length; i++) {
		bool is_code = text[i] == '%' && length - i > 2 && hex_value(text[i + 1]) >= 0 &&
			       hex_value(text[i + 2]) >= 0;

		if (is_code) {
			plain[put++] = (char)(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
			i += 2;
		} else {
			plain[put++] = (char)(has_plus && text[i] == '+' ? ' ' : text[i]);
		}
	}
	*ret_length = put;
	return plain;
}

bool form_decode_segment(struct hk_arena *arena, const char *text, size_t length, const char **ret)
{
	size_t size;
	char *plain = decode(arena, text, length, false, &size);

	if (!hk_utf8_is_valid(plain, size))
		return false;
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)plain[i] < ' ' || plain[i] == 0x7f)
			return false;
	*ret = plain;
	return true;
}

void form_done(struct form *form)
{
	for (size_t i = 0; i < form->file_count; i++)
		if (form->files[i].file.fd >= 0)
			close(form->files[i].file.fd);
	*form = (struct form){ 0 };
}

enum hk_result form_add(struct hk_arena *arena, struct form *form, const char *name,
			const char *value, size_t length)
{
	if (form->field_count == FORM_FIELDS_MAX || length > FORM_TEXT_MAX - form->text_bytes)
		return HK_INVALID;
	if (!form->fields)
		form->fields = hk_alloc(arena, FORM_FIELDS_MAX, sizeof(*form->fields));
	form->text_bytes += length;
	form->fields[form->field_count++] =
		(struct form_field){ name, hk_utf8_clean(arena, value, length) };
	return HK_OK;
}

static enum hk_result pair_read(struct hk_arena *arena, const char *text, size_t length,
				struct form *form)
{
	const char *equals = memchr(text, '=', length);
	size_t name_length = equals ? (size_t)(equals - text) : length, size;
	char *name = decode(arena, text, name_length, true, &size);

	name = hk_utf8_clean(arena, name, size);
	if (!equals)
		return form_add(arena, form, name, "", 0);

	char *value = decode(arena, equals + 1, length - name_length - 1, true, &size);

	return form_add(arena, form, name, value, size);
}

enum hk_result form_read_urlencoded(struct hk_arena *arena, const char *text, size_t length,
				    struct form *form)
{
	if (length > FORM_TEXT_MAX)
		return HK_INVALID;
	while (length > 0) {
		const char *end = memchr(text, '&', length);
		size_t size = end ? (size_t)(end - text) : length;

		if (size > 0)
			HK_TRY(pair_read(arena, text, size, form));
		size += end ? 1 : 0;
		text += size;
		length -= size;
	}
	return HK_OK;
}

bool form_is_type(const char *header, const char *type)
{
	size_t length = strlen(type);

	return header && hk_starts_ascii(header, type) && strchr("; \t", header[length]);
}

const char *form_boundary(struct hk_arena *arena, const char *content_type)
{
	const char *at = content_type;

	while ((at = strchr(at, ';'))) {
		at += 1 + strspn(at + 1, " \t");
		if (hk_starts_ascii(at, "boundary="))
			break;
	}
	if (!at)
		return NULL;
	at += strlen("boundary=");

	bool is_quoted = *at == '"';
	size_t length = is_quoted ? strcspn(++at, "\"") : strcspn(at, "; \t");

	if (length == 0 || length > BOUNDARY_MAX || (is_quoted && at[length] != '"'))
		return NULL;
	return hk_copy(arena, at, length);
}

const char *form_find(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->field_count; i++)
		if (strcmp(form->fields[i].name, name) == 0)
			return form->fields[i].value;
	return NULL;
}
