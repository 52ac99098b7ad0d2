#include "net/imap.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "net/imap_session.h"
#include "net/sasl.h"

enum {
	IDLE_MS = 5 * HK_MINUTE, /* RFC 2177 allows 29 minutes, many a router fewer than 10 */
	POLL_MS = HK_MINUTE,     /* where the server knows no IDLE */
	KEPT_MS = 30 * HK_MINUTE,
	PIECE_MS = HK_MINUTE,
	LIST_MAX = 100 * 1000,
	FOLDER_BYTES = 16 * 1024,
};

struct entry {
	uint32_t uid;
	int64_t size;
};

struct watch {
	struct imap *imap;
	struct net_link *link;
	const struct net_imap *mailbox;
	uint32_t after;  /* the newest UID that was dealt with */
	uint32_t newest; /* in the list, wanted or not */
	/* The first time only what nobody has read is new. Such mails lie anywhere among the
	 * others, so that nothing can be said about where to go on until all are dealt with. */
	bool is_first;
	struct entry *list;
	size_t count, left;       /* left: how many come after the one that is dealt with */
	const struct entry *mail; /* that is being fetched */
	bool was_sent;
};

static enum hk_result news_say(struct watch *watch, const struct net_news *what)
{
	struct net_news news = *what;

	news.uidvalidity = watch->imap->uidvalidity;
	news.left = (int64_t)watch->left;
	if (!watch->is_first) {
		news.after_uidvalidity = watch->imap->uidvalidity;
		news.after_uid = news.uid ? news.uid : watch->after;
	}
	wire_news_write(&watch->link->out, &news);
	return net_link_send(watch->link);
}

static bool is_too_big(const struct watch *watch)
{
	return watch->mail->size > watch->mailbox->mail_bytes;
}

/* The mail that is being fetched, of which so many bytes follow. */
static enum hk_result mail_say(struct watch *watch, int64_t follow)
{
	struct net_news news = { .kind = NET_NEWS_MAIL, .uid = watch->mail->uid, .size = follow };

	if (is_too_big(watch)) {
		news.kind = NET_NEWS_TOO_BIG;
		news.size = watch->mail->size;
		news.head = follow;
	}
	return news_say(watch, &news);
}

static enum hk_result kept_await(struct watch *watch)
{
	struct wire_body body;

	HK_TRY(net_link_receive(watch->link, KEPT_MS, NET_LINK_NO_STOP, &body));
	return body.kind == WIRE_KEPT && body.length == 0 ? HK_OK : HK_INVALID;
}

static enum hk_result list_take(void *data, const struct imap_line *line)
{
	struct watch *watch = data;
	struct imap_fetch fetch = { .size = -1 };

	if (line->has_literal || imap_fetch_read(watch->imap->arena, line->text, &fetch) != HK_OK)
		return imap_broken(watch->imap, "The server's list of mails cannot be read.");
	hk_arena_reset(watch->imap->arena);
	/* "n:*" is never empty: it may name the last one again. */
	if (fetch.uid <= watch->after || fetch.size < 0 || watch->count == LIST_MAX)
		return HK_OK;
	if (fetch.uid > watch->newest)
		watch->newest = fetch.uid;
	if (fetch.is_deleted || (fetch.is_seen && watch->is_first))
		return HK_OK;
	watch->list[watch->count++] = (struct entry){ fetch.uid, fetch.size };
	return HK_OK;
}

static int entry_compare(const void *a, const void *b)
{
	uint32_t first = ((const struct entry *)a)->uid, second = ((const struct entry *)b)->uid;

	return first < second ? -1 : first > second;
}

static enum hk_result list_fetch(struct watch *watch)
{
	enum hk_result result;

	watch->count = 0;
	watch->newest = watch->after;
	watch->imap->on_fetch = list_take;
	watch->imap->data = watch;
	result = imap_command(watch->imap, "UID FETCH %u:* (UID RFC822.SIZE FLAGS)",
			      watch->after + 1);
	watch->imap->on_fetch = NULL;
	qsort(watch->list, watch->count, sizeof(*watch->list), entry_compare);
	return result;
}

/* The bytes of a literal, straight on to the owner. */
static enum hk_result literal_pass(struct watch *watch, int64_t length)
{
	char bytes[WIRE_PIECE];
	struct net_line *line = watch->imap->line;

	while (length > 0) {
		size_t want = length < WIRE_PIECE ? (size_t)length : WIRE_PIECE;
		ssize_t got;

		net_line_allow_ms(line, PIECE_MS);
		got = net_line_read(line, bytes, want);
		if (got <= 0)
			return imap_broken(watch->imap, line->problem);
		wire_bytes_write(&watch->link->out, bytes, (size_t)got);
		HK_TRY(net_link_send(watch->link));
		length -= got;
	}
	return HK_OK;
}

static enum hk_result quoted_pass(struct watch *watch, const char *text)
{
	if (is_too_big(watch) && strlen(text) > NET_HEAD_MAX)
		return imap_broken(watch->imap, "The server sent what was not asked for.");
	HK_TRY(mail_say(watch, (int64_t)strlen(text)));
	if (!*text)
		return HK_OK;
	wire_bytes_write(&watch->link->out, text, strlen(text));
	return net_link_send(watch->link);
}

/* The rest of a FETCH behind its literal. */
static enum hk_result fetch_close(struct watch *watch, struct imap_fetch *fetch)
{
	char text[1024];

	if (net_line_read_text(watch->imap->line, text, sizeof(text)) != HK_OK)
		return imap_broken(watch->imap, watch->imap->line->problem);
	if (imap_fetch_read(watch->imap->arena, text, fetch) != HK_OK || hk_ends(text, "}"))
		return imap_broken(watch->imap, "The server's answer cannot be read.");
	return HK_OK;
}

static int64_t literal_most(const struct watch *watch)
{
	return is_too_big(watch) ? NET_HEAD_MAX : watch->mailbox->mail_bytes;
}

static enum hk_result mail_take(void *data, const struct imap_line *line)
{
	struct watch *watch = data;
	struct imap_fetch fetch = { .size = -1 };

	if (imap_fetch_read(watch->imap->arena, line->text, &fetch) != HK_OK ||
	    (line->has_literal &&
	     (fetch.body != IMAP_BODY_LITERAL || line->literal > literal_most(watch))) ||
	    (fetch.body >= IMAP_BODY_QUOTED && watch->was_sent))
		return imap_broken(watch->imap, "The server sent what was not asked for.");
	if (fetch.body < IMAP_BODY_QUOTED)
		return HK_OK; /* flags of some mail, or a mail that is gone */
	watch->was_sent = true;
	if (fetch.body == IMAP_BODY_QUOTED)
		return quoted_pass(watch, fetch.quoted);
	HK_TRY(mail_say(watch, line->literal));
	HK_TRY(literal_pass(watch, line->literal));
	HK_TRY(fetch_close(watch, &fetch));
	if (fetch.uid && fetch.uid != watch->mail->uid)
		return imap_broken(watch->imap, "The server sent another mail than was asked for.");
	return HK_OK;
}

/* NO is no reason to stop: the mail is kept, and its key keeps it from coming twice. */
static enum hk_result tolerate(enum hk_result result)
{
	return result == HK_DENIED ? HK_OK : result;
}

static enum hk_result mail_move(struct watch *watch, uint32_t uid, const char *folder)
{
	struct imap *imap = watch->imap;

	if (imap->can_move)
		return imap_command(imap, "UID MOVE %u %s", uid, folder);
	HK_TRY(imap_command(imap, "UID COPY %u %s", uid, folder));
	HK_TRY(imap_command(imap, "UID STORE %u +FLAGS.SILENT (\\Seen \\Deleted)", uid));
	/* EXPUNGE without a number would also take what others have marked. */
	if (imap->can_expunge_one)
		return imap_command(imap, "UID EXPUNGE %u", uid);
	return HK_OK;
}

static enum hk_result mail_settle(struct watch *watch, uint32_t uid)
{
	scoped_arena *arena = hk_arena_new();
	enum hk_result result;
	scoped_buf folder;

	hk_buf_init(&folder, (size_t)FOLDER_BYTES);
	if (!*watch->mailbox->move_to)
		return tolerate(
			imap_command(watch->imap, "UID STORE %u +FLAGS.SILENT (\\Seen)", uid));
	imap_quote(&folder, imap_folder_name(arena, watch->mailbox->move_to));
	result = mail_move(watch, uid, folder.bytes);
	if (result == HK_DENIED) {
		HK_TRY(tolerate(imap_command(watch->imap, "CREATE %s", folder.bytes)));
		result = mail_move(watch, uid, folder.bytes);
	}
	return tolerate(result);
}

/* What is too large is left where it is, but who wrote it is in its head. A server that does not
 * give that away is not a reason to stop. */
static enum hk_result head_fetch(struct watch *watch)
{
	enum hk_result result = imap_command(watch->imap, "UID FETCH %u (UID BODY.PEEK[]<0.%d>)",
					     watch->mail->uid, NET_HEAD_MAX);

	if (result == HK_DENIED && !watch->was_sent) {
		watch->was_sent = true;
		return mail_say(watch, 0);
	}
	return tolerate(result);
}

static enum hk_result body_fetch(struct watch *watch)
{
	return imap_command(watch->imap, "UID FETCH %u (UID BODY.PEEK[])", watch->mail->uid);
}

static enum hk_result mail_fetch(struct watch *watch, const struct entry *entry)
{
	enum hk_result result;

	watch->mail = entry;
	watch->was_sent = false;
	watch->imap->on_fetch = mail_take;
	result = is_too_big(watch) ? head_fetch(watch) : body_fetch(watch);
	watch->imap->on_fetch = NULL;
	HK_TRY(result);
	if (!watch->was_sent)
		return HK_OK; /* somebody deleted it meanwhile */
	HK_TRY(kept_await(watch));
	return watch->mailbox->only_reads || is_too_big(watch) ? HK_OK
							       : mail_settle(watch, entry->uid);
}

static enum hk_result check(struct watch *watch)
{
	watch->imap->has_news = false;
	HK_TRY(list_fetch(watch));
	for (size_t i = 0; i < watch->count; i++) {
		watch->left = watch->count - 1 - i;
		HK_TRY(mail_fetch(watch, &watch->list[i]));
		watch->after = watch->list[i].uid;
	}
	if (watch->count == LIST_MAX)
		return HK_OK; /* there is more, for the next round */
	watch->after = watch->newest;
	watch->is_first = false;
	HK_TRY(news_say(watch, &(struct net_news){ .kind = NET_NEWS_READY }));
	return kept_await(watch);
}

static enum hk_result pause_or_news(struct watch *watch)
{
	enum hk_result result;

	if (watch->imap->can_idle)
		return imap_idle(watch->imap, IDLE_MS);
	result = net_line_wait(watch->imap->line, POLL_MS);
	if (result == HK_UNAVAILABLE)
		return HK_NOT_FOUND;
	return imap_command(watch->imap, "NOOP");
}

/* Where to begin: see net_imap in net/net.h. A folder that was made anew has its mails numbered
 * anew, so all of them are looked at; who knows them already drops them. */
static void start_choose(struct watch *watch)
{
	const struct net_imap *mailbox = watch->mailbox;

	watch->is_first = !mailbox->wants_old && mailbox->after_uidvalidity == 0;
	watch->after =
		mailbox->after_uidvalidity == watch->imap->uidvalidity ? mailbox->after_uid : 0;
}

static enum hk_result watch_run(struct watch *watch)
{
	enum hk_result result = HK_OK;

	start_choose(watch);
	while (result == HK_OK) {
		HK_TRY(check(watch));
		if (!watch->imap->has_news && watch->count < LIST_MAX)
			result = pause_or_news(watch);
	}
	return result;
}

static enum hk_result watch_begin(struct watch *watch)
{
	enum hk_result result;

	HK_TRY(net_link_answer(watch->link, NET_SENT, 0, watch->imap->text));
	watch->list = calloc(LIST_MAX, sizeof(*watch->list));
	if (!watch->list)
		return HK_FAILED;
	result = watch_run(watch);
	hk_free(watch->list);
	if (result == HK_NOT_FOUND) { /* the owner has gone */
		hk_ignore(imap_command(watch->imap, "LOGOUT"));
		return HK_OK;
	}
	return net_link_answer(watch->link, NET_UNREACHABLE, 0, watch->imap->text);
}

/* IMAP has no numbers for its answers; that of SMTP says the same (RFC 4954). */
static enum hk_result failure_say(struct net_link *link, const struct imap *imap)
{
	return net_link_answer(link, NET_UNREACHABLE, imap->is_denied ? SASL_DENIED : 0,
			       imap->text);
}

enum hk_result imap_serve(struct net_link *link, const struct net_imap *mailbox,
			  gnutls_certificate_credentials_t trust)
{
	struct net_line line;
	struct imap imap;
	struct watch watch = { .imap = &imap, .link = link, .mailbox = mailbox };
	enum hk_result result;

	net_line_init(&line, &mailbox->server, link->fd, trust);
	imap_init(&imap, &line);
	if (net_line_connect(&line) != HK_OK)
		result = net_link_answer(link, NET_UNREACHABLE, 0, line.problem);
	else if (imap_begin(&imap, mailbox) != HK_OK)
		result = failure_say(link, &imap);
	else
		result = watch_begin(&watch);
	imap_done(&imap);
	net_line_done(&line);
	return result;
}
