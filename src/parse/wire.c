#include <string.h>

#include "base/text.h"
#include "parse/inside.h"

struct reader {
	struct hk_arena *arena;
	const unsigned char *at, *end;
	uint32_t list_items;
	bool is_broken;
};

enum { LAST_FLAG = MAIL_CHARSET_GUESSED, ALL_FLAGS = LAST_FLAG * 2 - 1, DIGEST_BYTES = 32 };

static const uint64_t sent_at_max = 253402300799999; /* the end of the year 9999 */

void wire_number(GString *out, uint64_t value, size_t size)
{
	for (; size-- > 0; value >>= 8)
		g_string_append_c(out, (char)(value & 0xff));
}

void wire_text(GString *out, const char *text, size_t len)
{
	wire_number(out, len, 4);
	g_string_append_len(out, text, (gssize)len);
	g_string_append_c(out, '\0');
}

void wire_list(GString *out, uint32_t count, const GString *list)
{
	wire_number(out, count, 4);
	g_string_append_len(out, list->str, (gssize)list->len);
}

void wire_line(GString *out, const char *line)
{
	g_autoptr(GString) text =
		g_string_new_len(line, line ? (gssize)strnlen(line, LINE_BYTES) : 0);

	text_clean(text, true);
	g_strstrip(text->str);
	wire_text(out, text->str, hk_utf8_fit(text->str, LINE_BYTES));
}

static const unsigned char *take(struct reader *in, size_t len)
{
	const unsigned char *at = in->at;

	if (in->is_broken || (size_t)(in->end - at) < len) {
		in->is_broken = true;
		return NULL;
	}
	in->at += len;
	return at;
}

/* At most max; a broken message reads as zeros to its end. */
static uint64_t take_number(struct reader *in, size_t size, uint64_t max)
{
	const unsigned char *at = take(in, size);
	uint64_t value = 0;

	for (size_t i = size; at && i-- > 0;)
		value = value << 8 | at[i];
	if (value > max)
		in->is_broken = true;
	return in->is_broken ? 0 : value;
}

/* Points into the message. */
static const char *take_text(struct reader *in, size_t max, bool is_line)
{
	size_t len = take_number(in, 4, max);
	const char *text = (const char *)take(in, len + 1);

	if (text && text[len] == '\0' && text_is_clean(text, len, is_line))
		return text;
	in->is_broken = true;
	return "";
}

static const char *take_line(struct reader *in)
{
	return take_text(in, LINE_BYTES, true);
}

static void *take_list(struct reader *in, size_t size, uint32_t *ret_count)
{
	*ret_count = (uint32_t)take_number(in, 4, in->list_items);
	return hk_alloc(in->arena, *ret_count, size);
}

static void take_part(struct reader *in, uint64_t raw_len, struct mail_part *ret)
{
	ret->offset = take_number(in, 8, raw_len);
	ret->length = take_number(in, 8, raw_len - ret->offset);
	ret->skip = take_number(in, 8, ret->length);
	ret->size = take_number(in, 8, ret->length - ret->skip);
	ret->encoding = (enum mail_encoding)take_number(in, 1, MAIL_ENCODINGS - 1);
	ret->is_inline = take_number(in, 1, 1) != 0;
	ret->sha256 = take(in, DIGEST_BYTES);
	ret->name = take_line(in);
	ret->type = take_line(in);
	ret->content_id = take_line(in);
	if (strpbrk(ret->name, "/\\") || ret->name[0] == '.' || !strchr(ret->type, '/'))
		in->is_broken = true;
}

static void take_reports(struct reader *in, struct mail *ret)
{
	ret->reports = take_list(in, sizeof(*ret->reports), &ret->report_count);
	for (uint32_t i = 0; i < ret->report_count; i++) {
		ret->reports[i].action = (enum mail_action)take_number(in, 1, MAIL_ACTIONS - 1);
		ret->reports[i].recipient = take_line(in);
		ret->reports[i].status = take_line(in);
		ret->reports[i].diagnostic = take_line(in);
	}
}

static void take_lists(struct reader *in, uint64_t raw_len, struct mail *ret)
{
	ret->address_more = (uint32_t)take_number(in, 4, UINT32_MAX);
	ret->addresses = take_list(in, sizeof(*ret->addresses), &ret->address_count);
	for (uint32_t i = 0; i < ret->address_count; i++) {
		ret->addresses[i].role = (enum mail_role)take_number(in, 1, MAIL_ROLES - 1);
		ret->addresses[i].name = take_line(in);
		ret->addresses[i].address = take_line(in);
	}
	ret->references = take_list(in, sizeof(*ret->references), &ret->reference_count);
	for (uint32_t i = 0; i < ret->reference_count; i++)
		ret->references[i] = take_line(in);
	ret->headers = take_list(in, sizeof(*ret->headers), &ret->header_count);
	for (uint32_t i = 0; i < ret->header_count; i++) {
		ret->headers[i].name = take_line(in);
		ret->headers[i].value = take_line(in);
	}
	ret->parts = take_list(in, sizeof(*ret->parts), &ret->part_count);
	for (uint32_t i = 0; i < ret->part_count; i++)
		take_part(in, raw_len, &ret->parts[i]);
	take_reports(in, ret);
}

enum hk_result mail_read(struct hk_arena *arena, const unsigned char *bytes, size_t len,
			 uint64_t raw_len, const struct parse_limits *limits, struct mail *ret)
{
	struct reader in = { arena, bytes, bytes + len, limits->list_items, false };
	struct mail mail = { .flags = (uint32_t)take_number(&in, 4, ALL_FLAGS) };

	mail.sent_at = (int64_t)take_number(&in, 8, sent_at_max);
	mail.subject = take_line(&in);
	mail.message_id = take_line(&in);
	mail.text = take_text(&in, limits->result_bytes, false);
	mail.reply = take_text(&in, limits->result_bytes, false);
	mail.html = take_text(&in, limits->result_bytes, false);
	take_lists(&in, raw_len, &mail);
	if (in.is_broken || in.at != in.end || !html_is_canonical(mail.html))
		return HK_INVALID;
	*ret = mail;
	return HK_OK;
}

/* In the order of mail_read(). */
void wire_mail_of_text(GString *out, const GString *text)
{
	enum { COUNTS = 6 /* of the people who are too many, and of five lists */ };

	wire_number(out, 0, 4);
	wire_number(out, 0, 8);
	wire_line(out, "");
	wire_line(out, "");
	wire_text(out, text->str, text->len);
	wire_text(out, "", 0);
	wire_text(out, "", 0);
	for (int i = 0; i < COUNTS; i++)
		wire_number(out, 0, 4);
}

const char *mail_header_value(const struct mail *mail, const char *name)
{
	for (uint32_t i = 0; i < mail->header_count; i++)
		if (hk_equal_ascii(mail->headers[i].name, name))
			return mail->headers[i].value;
	return "";
}
