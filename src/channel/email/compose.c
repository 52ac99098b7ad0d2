#include "channel/email/compose.h"

#include <string.h>

#include "base/arena.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/time.h"
#include "channel/email/mime_write.h"

enum {
	NAME_MAX_BYTES = 500,
	SUBJECT_MAX_BYTES = 2000, /* three hundred letters of any script, and what stands around */
	ID_MAX_BYTES = 800,
	REFERENCES_MAX = 40,
	BOUNDARY_BYTES = 12,
};

/* What is needed while one mail is built. */
struct work {
	struct hk_arena *arena;
	const struct outgoing *mail;
	struct hk_buf *out;
	const char *boundary; /* a number is added for each multipart */
};

static bool is_line(const char *text, size_t max)
{
	size_t length = strnlen(text, max + 1);

	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return false;
	return length <= max && hk_utf8_is_valid(text, length);
}

/* RFC 9110 and RFC 5322 agree on these letters, as far as we need them. */
static bool is_token(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-_.+!#$&^";

	return *text && strspn(text, letters) == strlen(text);
}

static bool is_id(const char *id)
{
	size_t length = strlen(id);

	if (length >= 2 && id[0] == '<' && id[length - 1] == '>') {
		id++;
		length -= 2;
	}
	for (size_t i = 0; i < length; i++)
		if (id[i] <= ' ' || id[i] == 0x7f || id[i] == '<' || id[i] == '>')
			return false;
	return length > 0 && length <= ID_MAX_BYTES;
}

static bool is_person(const struct outgoing_person *person)
{
	return is_line(person->name, NAME_MAX_BYTES) && hk_is_address(person->address);
}

static bool are_people(const struct outgoing_person *people, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!is_person(&people[i]))
			return false;
	return true;
}

static bool is_file(const struct outgoing_file *file)
{
	return is_line(file->name, NAME_MAX_BYTES) &&
	       (!file->content_id || !*file->content_id || is_id(file->content_id));
}

static bool is_composable(const struct outgoing *mail)
{
	for (size_t i = 0; i < mail->header_count; i++)
		if (!is_token(mail->headers[i].name) ||
		    !is_line(mail->headers[i].value, SUBJECT_MAX_BYTES))
			return false;
	for (size_t i = 0; i < mail->reference_count; i++)
		if (!is_id(mail->references[i]))
			return false;
	for (size_t i = 0; i < mail->file_count; i++)
		if (!is_file(&mail->files[i]))
			return false;
	return is_person(&mail->from) && are_people(mail->to, mail->to_count) &&
	       are_people(mail->cc, mail->cc_count) &&
	       (!mail->reply_to.address || is_person(&mail->reply_to)) &&
	       is_line(mail->subject, SUBJECT_MAX_BYTES) && is_id(mail->message_id) &&
	       (!mail->in_reply_to || is_id(mail->in_reply_to)) &&
	       (!mail->language || is_token(mail->language)) &&
	       hk_utf8_is_valid(mail->text, strlen(mail->text)) &&
	       (!mail->html || hk_utf8_is_valid(mail->html, strlen(mail->html)));
}

static const char *id_in_brackets(struct hk_arena *arena, const char *id)
{
	return *id == '<' ? id : hk_format(arena, "<%s>", id);
}

/* "=_" never comes out of an encoder of ours, so no content can hold a boundary. Chosen by the
 * Message-ID, not by chance: a second try must not differ from the first. */
static const char *boundary_make(struct hk_arena *arena, const char *message_id)
{
	unsigned char digest[HK_DIGEST];

	hk_sha256(message_id, strlen(message_id), digest);
	return hk_format(arena, "=_%s", hk_hex(arena, digest, BOUNDARY_BYTES));
}

/* Each kind of multipart occurs at most once, so its name tells the boundaries apart. */
static void multipart_begin(struct work *work, const char *kind, const char *first_type)
{
	hk_buf_format(work->out, "Content-Type: multipart/%s;\r\n boundary=\"%s-%s\"", kind,
		      work->boundary, kind);
	if (first_type)
		hk_buf_format(work->out, ";\r\n type=\"%s\"", first_type);
	hk_buf_text(work->out, "\r\n");
}

static void multipart_next(struct work *work, const char *kind)
{
	hk_buf_format(work->out, "\r\n--%s-%s\r\n", work->boundary, kind);
}

static void multipart_end(struct work *work, const char *kind)
{
	hk_buf_format(work->out, "\r\n--%s-%s--\r\n", work->boundary, kind);
}

/* Text is canonical with CRLF (RFC 2046, 4.1.1) also where base64 hides it. */
static const char *with_crlf(struct hk_arena *arena, const char *text)
{
	size_t lines = 0;
	char *copy, *put;

	for (const char *at = text; *at; at++)
		lines += *at == '\n';
	copy = hk_alloc(arena, strlen(text) + lines + 3, 1);
	put = copy;
	for (const char *at = text; *at; at++) {
		if (*at == '\r' && at[1] == '\n')
			continue;
		if (*at == '\n')
			*put++ = '\r';
		*put++ = *at;
	}
	if (put > copy && put[-1] != '\n') {
		*put++ = '\r';
		*put = '\n';
	}
	return copy;
}

/* Quoted-printable stays readable for Lithuanian; for Bengali it would be thrice as long. */
static bool is_mostly_ascii(const char *text)
{
	size_t wide = 0, length = strlen(text);

	for (size_t i = 0; i < length; i++)
		wide += (unsigned char)text[i] >= 0x80;
	return wide * 6 <= length;
}

static void text_part(struct work *work, const char *subtype, const char *text)
{
	bool is_quoted = is_mostly_ascii(text);
	struct hk_buf *out = work->out;

	hk_buf_format(out, "Content-Type: text/%s; charset=utf-8\r\n", subtype);
	hk_buf_format(out, "Content-Transfer-Encoding: %s\r\n",
		      is_quoted ? "quoted-printable" : "base64");
	if (work->mail->language)
		hk_buf_format(out, "Content-Language: %s\r\n", work->mail->language);
	hk_buf_text(out, "\r\n");
	if (is_quoted) {
		mime_quoted_printable(out, text);
	} else {
		text = with_crlf(work->arena, text);
		mime_base64(out, text, strlen(text));
	}
}

/* A type that a reader's program would unpack as part of the mail is sent as plain bytes. */
static const char *type_for(struct hk_arena *arena, const char *type)
{
	const char *slash = strchr(type, '/');
	const char *family = slash ? hk_copy(arena, type, (size_t)(slash - type)) : "";

	if (!is_token(family) || !is_token(slash + 1) || strlen(type) > NAME_MAX_BYTES ||
	    hk_equal_ascii(family, "multipart") || hk_equal_ascii(family, "message"))
		return "application/octet-stream";
	return type;
}

static enum hk_result file_part(struct work *work, const struct outgoing_file *file)
{
	struct hk_buf *out = work->out;

	hk_buf_format(out, "Content-Type: %s\r\nContent-Transfer-Encoding: base64\r\n",
		      type_for(work->arena, file->type));
	hk_buf_format(out, "Content-Disposition: %s", file->is_inline ? "inline" : "attachment");
	if (*file->name)
		mime_parameter(out, "filename", file->name);
	hk_buf_text(out, "\r\n");
	if (file->content_id && *file->content_id)
		hk_buf_format(out, "Content-ID: %s\r\n",
			      id_in_brackets(work->arena, file->content_id));
	hk_buf_text(out, "\r\n");
	if (file->fd >= 0)
		return mime_base64_file(out, file->fd);
	mime_base64(out, file->bytes, file->length);
	return HK_OK;
}

static bool has_files(const struct outgoing *mail, bool is_inline)
{
	for (size_t i = 0; i < mail->file_count; i++)
		if (mail->files[i].is_inline == is_inline)
			return true;
	return false;
}

static enum hk_result files_add(struct work *work, const char *kind, bool is_inline)
{
	for (size_t i = 0; i < work->mail->file_count; i++) {
		if (work->mail->files[i].is_inline != is_inline)
			continue;
		multipart_next(work, kind);
		HK_TRY(file_part(work, &work->mail->files[i]));
	}
	multipart_end(work, kind);
	return HK_OK;
}

static void alternative(struct work *work)
{
	if (!work->mail->html) {
		text_part(work, "plain", work->mail->text);
		return;
	}
	multipart_begin(work, "alternative", NULL);
	multipart_next(work, "alternative");
	text_part(work, "plain", work->mail->text);
	multipart_next(work, "alternative");
	text_part(work, "html", work->mail->html);
	multipart_end(work, "alternative");
}

static enum hk_result related(struct work *work)
{
	if (!has_files(work->mail, true)) {
		alternative(work);
		return HK_OK;
	}
	multipart_begin(work, "related", work->mail->html ? "multipart/alternative" : "text/plain");
	multipart_next(work, "related");
	alternative(work);
	return files_add(work, "related", true);
}

static enum hk_result body(struct work *work)
{
	if (!has_files(work->mail, false))
		return related(work);
	multipart_begin(work, "mixed", NULL);
	multipart_next(work, "mixed");
	HK_TRY(related(work));
	return files_add(work, "mixed", false);
}

static void people_add(struct work *work, const char *header, const struct outgoing_person *people,
		       size_t count)
{
	size_t column = strlen(header) + 2;

	if (count == 0)
		return;
	hk_buf_format(work->out, "%s: ", header);
	for (size_t i = 0; i < count; i++)
		mime_mailbox(work->out, people[i].name, people[i].address, i == 0, &column);
	hk_buf_text(work->out, "\r\n");
}

/* The first one names the thread and the newest ones its end; the middle may go. */
static void references_add(struct work *work)
{
	const struct outgoing *mail = work->mail;
	size_t count = mail->reference_count;

	if (count == 0)
		return;
	hk_buf_format(work->out, "References: %s",
		      id_in_brackets(work->arena, mail->references[0]));
	for (size_t i = count > REFERENCES_MAX ? count - REFERENCES_MAX + 1 : 1; i < count; i++)
		hk_buf_format(work->out, "\r\n %s",
			      id_in_brackets(work->arena, mail->references[i]));
	hk_buf_text(work->out, "\r\n");
}

static void headers_add(struct work *work)
{
	const struct outgoing *mail = work->mail;
	struct hk_buf *out = work->out;

	hk_buf_format(out, "Date: %s\r\n", hk_time_rfc5322(work->arena, mail->dated_at));
	people_add(work, "From", &mail->from, 1);
	if (mail->reply_to.address)
		people_add(work, "Reply-To", &mail->reply_to, 1);
	people_add(work, "To", mail->to, mail->to_count);
	people_add(work, "Cc", mail->cc, mail->cc_count);
	mime_header(out, "Subject", mail->subject);
	hk_buf_format(out, "Message-ID: %s\r\n", id_in_brackets(work->arena, mail->message_id));
	if (mail->in_reply_to)
		hk_buf_format(out, "In-Reply-To: %s\r\n",
			      id_in_brackets(work->arena, mail->in_reply_to));
	references_add(work);
	for (size_t i = 0; i < mail->header_count; i++)
		mime_header(out, mail->headers[i].name, mail->headers[i].value);
	hk_buf_text(out, "MIME-Version: 1.0\r\n");
}

enum hk_result outgoing_compose(const struct outgoing *mail, struct hk_buf *ret)
{
	scoped_arena *arena = hk_arena_new();
	scoped_buf out;
	struct work work = { .arena = arena, .mail = mail, .out = &out };

	hk_buf_init(&out, ret->max - ret->length);
	if (!is_composable(mail))
		return HK_INVALID;
	work.boundary = boundary_make(arena, mail->message_id);
	headers_add(&work);
	HK_TRY(body(&work));
	if (out.is_cut)
		return HK_FAILED;
	hk_buf_put(ret, out.bytes, out.length);
	return HK_OK;
}
