#include "job/mail/compose.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "channel/email/compose.h"
#include "core/blob_kept.h"
#include "core/markdown.h"
#include "job/mail/reply_mail.h"
#include "ticket/mail/mail_id.h"
#include "ticket/message.h"

enum { PEOPLE_MAX = 50, IDS_MAX = 64, FILES_MAX = 50, FILE_MAX_BYTES = 40 * 1024 * 1024 };

struct people {
	struct outgoing_person to[PEOPLE_MAX], cc[PEOPLE_MAX];
	size_t to_count, cc_count;
};

/* "to TAB address TAB name"; hidden ones are in the envelope alone. */
static void people_read(struct ctx *cx, const struct outbox *mail, struct people *ret)
{
	char *lines = hk_copy(cx->arena, mail->recipients, strlen(mail->recipients)), *rest;

	for (char *line = strtok_r(lines, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		char *address = strchr(line, '\t');
		char *name = address ? strchr(address + 1, '\t') : NULL;
		if (!name)
			continue;
		*address++ = *name++ = '\0';

		struct outgoing_person person = { name, address };

		if (strcmp(line, "to") == 0 && ret->to_count < PEOPLE_MAX)
			ret->to[ret->to_count++] = person;
		else if (strcmp(line, "cc") == 0 && ret->cc_count < PEOPLE_MAX)
			ret->cc[ret->cc_count++] = person;
	}
}

static size_t ids_read(struct ctx *cx, const char *refs, const char **ret)
{
	char *words = hk_copy(cx->arena, refs, strlen(refs)), *rest;
	size_t count = 0;

	for (char *word = strtok_r(words, " ", &rest); word && count < IDS_MAX;
	     word = strtok_r(NULL, " ", &rest))
		ret[count++] = word;
	return count;
}

struct files {
	const struct outbox *mail;
	struct outgoing_file items[FILES_MAX];
	size_t count;
};

static enum hk_result file_read(struct ctx *cx, const struct attachment *attachment,
				struct outgoing_file *ret)
{
	int64_t length;
	size_t size;
	char *bytes;
	int opened;

	HK_TRY(blob_open(cx, attachment->blob, &opened, &length));

	scoped_fd fd = opened;

	HK_TRY(hk_fd_read(cx->arena, fd, FILE_MAX_BYTES, &bytes, &size));
	*ret = (struct outgoing_file){ .name = attachment->name,
				       .type = attachment->type,
				       .fd = -1,
				       .bytes = bytes,
				       .length = size,
				       .content_id = attachment->content_id,
				       .is_inline = attachment->is_inline != 0 };
	return HK_OK;
}

/* A customer gets no file either that the scanner has not seen yet: the mail waits for it. */
static enum hk_result file_may_leave(const struct attachment *file)
{
	if (hk_equal(file->scan, "infected"))
		return HK_INVALID;
	return hk_equal(file->scan, "waiting") ? HK_UNAVAILABLE : HK_OK;
}

static enum hk_result files_read(struct ctx *cx, void *data)
{
	const struct actor system = { .kind = ACTOR_SYSTEM, .name = "", .email = "", .role = "" };
	const struct actor *before = cx->actor;
	struct files *files = data;
	struct attachment_list list;
	struct ticket ticket = { .id = files->mail->ticket_id };

	cx->actor = &system;
	enum hk_result result = message_attachments(cx, &ticket, &list);
	cx->actor = before;
	HK_TRY(result);
	files->count = 0;
	for (size_t i = 0; i < list.count && files->count < FILES_MAX; i++) {
		if (list.items[i].message_id != files->mail->message_id)
			continue;
		HK_TRY(file_may_leave(&list.items[i]));
		HK_TRY(file_read(cx, &list.items[i], &files->items[files->count++]));
	}
	return HK_OK;
}

/* RFC 3834 and what the other desks look for, so that no machine answers a machine. */
static const struct outgoing_header automatic_headers[] = {
	{ "Auto-Submitted", "auto-replied" },
	{ "Precedence", "bulk" },
	{ "X-Auto-Response-Suppress", "All" },
	{ "X-Hark-Loop", "yes" },
};

/* These answer a mail; what else stands in its thread came by itself. */
static void automatic_fill(const struct outbox *mail, struct outgoing_header *ret)
{
	memcpy(ret, automatic_headers, sizeof(automatic_headers));
	if (!*mail->in_reply_to || (!hk_starts(mail->effect_key, "confirm ") &&
				    !hk_starts(mail->effect_key, "left out ") &&
				    !hk_starts(mail->effect_key, "too large ")))
		ret[0].value = "auto-generated";
}

/* What the mail program of its reader offers him (RFC 2369); at one press of it (RFC 8058), which
 * wants https. */
static size_t unsubscribe_fill(struct ctx *cx, const struct outbox *mail,
			       struct outgoing_header *ret)
{
	if (!*mail->unsubscribe)
		return 0;
	ret[0] = (struct outgoing_header){ "List-Unsubscribe",
					   hk_format(cx->arena, "<%s>", mail->unsubscribe) };
	ret[1] = (struct outgoing_header){ "List-Unsubscribe-Post", "List-Unsubscribe=One-Click" };
	return hk_starts(mail->unsubscribe, "https://") ? 2 : 1;
}

/* text with what is added before that place, which is a pointer into it; NULL: at its end. */
static const char *with(struct ctx *cx, const char *text, const char *place, const char *added)
{
	int length = (int)(place ? (size_t)(place - text) : strlen(text));

	return hk_format(cx->arena, "%.*s%s%s", length, text, added, text + length);
}

static const char *last_of(const char *text, const char *what)
{
	const char *found = NULL;

	for (const char *at = text; (at = strstr(at, what)); at++)
		found = at;
	return found;
}

/* Above the signature, which mail programs leave out of what they quote (RFC 3676 4.3). */
static const char *text_marked(struct ctx *cx, const char *text, const char *mark)
{
	if (!*mark)
		return text;
	return with(cx, text, last_of(text, "\n-- \n"),
		    hk_format(cx->arena, "%s[%s]\n", hk_ends(text, "\n") ? "\n" : "\n\n", mark));
}

/* Shown, because programs that write answers drop what is hidden. */
static const char *html_marked(struct ctx *cx, const char *html, const char *mark)
{
	if (!*html)
		return NULL;
	if (!*mark)
		return html;
	return with(
		cx, html, last_of(html, "</body>"),
		hk_format(cx->arena, "<p style=\"font-size:11px;color:#6b7670\">[%s]</p>", mark));
}

enum hk_result compose_outbox(struct ctx *cx, const struct outbox *row,
			      struct compose_sender sender, struct hk_buf *ret)
{
	const char *mark = mail_mark_of(cx, row->mail_id);
	struct outbox whole = *row;
	const struct outbox *mail = &whole;
	struct people people = { .to_count = 0 };
	struct files files = { .mail = mail };
	struct outgoing_header automatic[HK_COUNT(automatic_headers) + 2];
	size_t headers;
	const char *ids[IDS_MAX];

	HK_TRY(reply_mail_fill(cx, &whole));
	whole.html = markup_mail_pictures(cx->arena, (struct markup){ whole.html }).html;
	automatic_fill(mail, automatic);
	headers = HK_COUNT(automatic_headers);
	headers += unsubscribe_fill(cx, mail, automatic + headers);
	people_read(cx, mail, &people);
	if (mail->message_id)
		HK_TRY(ctx_read(cx, files_read, &files));

	struct outgoing out = {
		.from = { mail->from_name, sender.address },
		.reply_to = { mail->from_name,
			      *mark && sender.takes_plus
				      ? mail_plus_make(cx, mail->ticket_id, sender.address)
				      : NULL },
		.to = people.to,
		.to_count = people.to_count,
		.cc = people.cc,
		.cc_count = people.cc_count,
		.subject = mail->subject,
		.message_id = mail->mail_id,
		.in_reply_to = *mail->in_reply_to ? mail->in_reply_to : NULL,
		.references = ids,
		.reference_count = ids_read(cx, mail->refs, ids),
		.dated_at = mail->dated_at,
		.language = mail->language,
		.text = text_marked(cx, mail->body, mark),
		.html = html_marked(cx, mail->html, mark),
		.headers = automatic,
		.header_count = mail->is_automatic ? headers : 0,
		.files = files.items,
		.file_count = files.count,
	};

	return outgoing_compose(&out, ret);
}
