#include "channel/email/lmtp_session.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"

enum {
	LINE_MAX_BYTES = 4096, /* RFC 5321 asks for 512, extensions and UTF-8 paths want more */
	PATH_MAX_BYTES = 320,
	TEXT_MAX_BYTES = 400,
	SPOOL_BYTES = 64 * 1024,
};

/* Where we are in the text of a message. Only CRLF ends a line here: a server that takes a bare
 * LF before the dot for the end lets a sender smuggle a second message. */
enum data_state { AT_START, AFTER_DOT, AFTER_DOT_CR, AFTER_CR, IN_LINE };

struct lmtp_session {
	const struct lmtp_limits *limits;
	const struct lmtp_handler *handler;
	void *worker;
	struct hk_arena *arena; /* of the transaction */
	const char *sender;     /* NULL: no transaction */
	const char **recipients;
	size_t recipient_count, mistakes;
	char line[LINE_MAX_BYTES];
	size_t line_length;
	bool is_line_long, is_greeted, is_over;
	bool is_in_data, is_too_big, has_no_room;
	enum data_state data_state;
	struct hk_buf pending; /* of the message, not yet in the file */
	int fd;                /* -1: so far there was no need of one */
	int64_t size;          /* of what was taken */
	int64_t sent;          /* of what came, all of it */
	int64_t announced;     /* by SIZE; 0: not */
};

struct lmtp_session *lmtp_session_new(const struct lmtp_limits *limits,
				      const struct lmtp_handler *handler, void *worker)
{
	struct lmtp_session *session = calloc(1, sizeof(*session));

	if (!session)
		abort();
	session->limits = limits;
	session->handler = handler;
	session->worker = worker;
	session->arena = hk_arena_new();
	session->fd = -1;
	hk_buf_init(&session->pending, (size_t)2 * SPOOL_BYTES);
	return session;
}

static void transaction_end(struct lmtp_session *session)
{
	if (session->fd >= 0)
		close(session->fd);
	session->fd = -1;
	session->sender = NULL;
	session->recipients = NULL;
	session->recipient_count = 0;
	session->is_in_data = false;
	hk_buf_clear(&session->pending);
	hk_arena_reset(session->arena);
}

void lmtp_session_free(struct lmtp_session *session)
{
	if (!session)
		return;
	transaction_end(session);
	hk_buf_done(&session->pending);
	hk_arena_free(session->arena);
	hk_free(session);
}

static void reply(struct hk_buf *out, const char *text)
{
	hk_buf_text(out, text);
	hk_buf_text(out, "\r\n");
}

static void mistake(struct lmtp_session *session, struct hk_buf *out, const char *text)
{
	reply(out, text);
	if (++session->mistakes < session->limits->mistakes)
		return;
	reply(out, "421 4.7.0 Too many mistakes, closing the connection.");
	session->is_over = true;
}

void lmtp_greet(const struct lmtp_session *session, struct hk_buf *out)
{
	hk_buf_format(out, "220 %s LMTP ready\r\n", session->limits->host_name);
}

void lmtp_goodbye(const struct lmtp_session *session, const char *why, struct hk_buf *out)
{
	hk_buf_format(out, "421 4.3.2 %s %s\r\n", session->limits->host_name, why);
}

bool lmtp_is_over(const struct lmtp_session *session)
{
	return session->is_over;
}

bool lmtp_is_busy(const struct lmtp_session *session)
{
	return session->sender || session->line_length > 0;
}

bool lmtp_is_in_data(const struct lmtp_session *session)
{
	return session->is_in_data;
}

static void lhlo(struct lmtp_session *session, const char *rest, struct hk_buf *out)
{
	if (!*rest) {
		mistake(session, out, "501 5.5.4 LHLO wants your name.");
		return;
	}
	transaction_end(session);
	session->is_greeted = true;
	hk_buf_format(out,
		      "250-%s\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
		      "250-ENHANCEDSTATUSCODES\r\n250 SIZE %lld\r\n",
		      session->limits->host_name, (long long)session->limits->mail_bytes);
}

static bool is_plain(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return false;
	return hk_utf8_is_valid(text, length);
}

/* Reads "<path>" behind the prefix, without an obsolete source route ("@a,@b:"). Quoted
 * strings may hold a '>'. ret_params is what stands behind it. */
static const char *path_read(struct hk_arena *arena, const char *text, const char *prefix,
			     const char **ret_params)
{
	bool is_quoted = false;
	const char *end;

	if (!hk_starts_ascii(text, prefix))
		return NULL;
	text += strlen(prefix);
	text += strspn(text, " ");
	if (*text++ != '<')
		return NULL;
	for (end = text; *end && (is_quoted || *end != '>'); end++) {
		if (*end == '\\' && is_quoted && end[1])
			end++;
		else if (*end == '"')
			is_quoted = !is_quoted;
	}
	if (*end != '>' || (end[1] && end[1] != ' '))
		return NULL;
	*ret_params = end + 1;
	if (*text == '@' && memchr(text, ':', (size_t)(end - text)))
		text = (const char *)memchr(text, ':', (size_t)(end - text)) + 1;
	if (end - text > PATH_MAX_BYTES || !is_plain(text, (size_t)(end - text)))
		return NULL;
	return hk_copy(arena, text, (size_t)(end - text));
}

/* The parameters of MAIL that we offered; NULL when all is well, else the refusal. */
static const char *params_refuse(struct lmtp_session *session, const char *text)
{
	scoped_arena *arena = hk_arena_new();

	session->announced = 0;
	for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
		size_t length = strcspn(text, " ");
		const char *word = hk_copy(arena, text, length);
		int64_t size;

		text += length;
		if (hk_equal_ascii(word, "SMTPUTF8") || hk_equal_ascii(word, "BODY=8BITMIME") ||
		    hk_equal_ascii(word, "BODY=7BIT"))
			continue;
		if (!hk_starts_ascii(word, "SIZE="))
			return "555 5.5.4 This parameter is not known here.";
		if (!hk_number(word + 5, &size) || size < 0)
			return "501 5.5.4 SIZE wants a number.";
		session->announced = size;
	}
	return NULL;
}

static void mail(struct lmtp_session *session, const char *rest, struct hk_buf *out)
{
	const char *params, *refusal, *sender;

	if (!session->is_greeted) {
		mistake(session, out, "503 5.5.1 Please begin with LHLO.");
		return;
	}
	if (session->sender) {
		mistake(session, out, "503 5.5.1 A message is already under way.");
		return;
	}
	hk_arena_reset(session->arena);
	sender = path_read(session->arena, rest, "FROM:", &params);
	if (!sender) {
		mistake(session, out, "501 5.1.7 The sender cannot be read.");
		return;
	}
	refusal = params_refuse(session, params);
	if (refusal) {
		reply(out, refusal);
		return;
	}
	session->sender = sender;
	session->recipients =
		hk_alloc(session->arena, session->limits->recipients, sizeof(*session->recipients));
	reply(out, "250 2.1.0 Sender accepted.");
}

static void too_big_reply(const struct lmtp_session *session, const char *recipient, int fd,
			  int64_t size, struct hk_buf *out)
{
	enum hk_result result = HK_INVALID;

	if (session->handler->too_big && (fd < 0 || lseek(fd, 0, SEEK_SET) == 0))
		result = session->handler->too_big(session->worker, recipient, session->sender, fd,
						   size);
	reply(out, result == HK_INVALID ? "552 5.3.4 The message is larger than we can take."
					: "451 4.3.0 Please try again later.");
}

/* What is too large is refused here (RFC 1870 6.1 leaves the choice) and not at MAIL: only now it
 * is known for whom it is, who can then see that it was refused. */
static void recipient_accept(struct lmtp_session *session, const char *address, struct hk_buf *out)
{
	if (session->announced > session->limits->mail_bytes) {
		too_big_reply(session, address, -1, session->announced, out);
		return;
	}
	session->recipients[session->recipient_count++] = address;
	reply(out, "250 2.1.5 Recipient accepted.");
}

static void rcpt(struct lmtp_session *session, const char *rest, struct hk_buf *out)
{
	const char *params, *address;

	if (!session->sender) {
		mistake(session, out, "503 5.5.1 Please give the sender first.");
		return;
	}
	address = path_read(session->arena, rest, "TO:", &params);
	if (!address || !*address) {
		mistake(session, out, "501 5.1.3 The recipient cannot be read.");
		return;
	}
	if (params[strspn(params, " ")]) {
		mistake(session, out, "555 5.5.4 This parameter is not known here.");
		return;
	}
	if (session->recipient_count == session->limits->recipients) {
		reply(out, "452 4.5.3 Too many recipients, please send the rest separately.");
		return;
	}
	switch (session->handler->recipient(session->worker, address)) {
	case HK_OK: recipient_accept(session, address, out); return;
	case HK_NOT_FOUND: reply(out, "550 5.1.1 There is no such mailbox here."); return;
	default: reply(out, "451 4.3.0 Please try again later."); return;
	}
}

static void data(struct lmtp_session *session, const char *rest, struct hk_buf *out)
{
	if (*rest) {
		mistake(session, out, "501 5.5.4 DATA stands alone.");
		return;
	}
	if (session->recipient_count == 0) {
		mistake(session, out, "503 5.5.1 No recipient was accepted.");
		return;
	}
	session->is_in_data = true;
	session->is_too_big = session->has_no_room = false;
	session->data_state = AT_START;
	session->size = session->sent = 0;
	hk_buf_clear(&session->pending);
	reply(out, "354 Send the message, and a dot alone on the last line.");
}

static void rset(struct lmtp_session *session, const char *rest, struct hk_buf *out)
{
	(void)rest;
	transaction_end(session);
	reply(out, "250 2.0.0 Forgotten.");
}

static void noop(struct lmtp_session *session, const char *rest, struct hk_buf *out)
{
	(void)session;
	(void)rest;
	reply(out, "250 2.0.0 Still here.");
}

static void vrfy(struct lmtp_session *session, const char *rest, struct hk_buf *out)
{
	(void)session;
	(void)rest;
	reply(out, "252 2.5.2 Send a message and see.");
}

static void quit(struct lmtp_session *session, const char *rest, struct hk_buf *out)
{
	(void)rest;
	hk_buf_format(out, "221 2.0.0 %s goodbye.\r\n", session->limits->host_name);
	session->is_over = true;
}

static void helo(struct lmtp_session *session, const char *rest, struct hk_buf *out)
{
	(void)rest;
	mistake(session, out, "500 5.5.1 This is LMTP: please begin with LHLO.");
}

static const struct {
	const char *name;
	void (*run)(struct lmtp_session *session, const char *rest, struct hk_buf *out);
} commands[] = {
	{ "LHLO", lhlo }, { "MAIL", mail }, { "RCPT", rcpt }, { "DATA", data }, { "RSET", rset },
	{ "NOOP", noop }, { "VRFY", vrfy }, { "QUIT", quit }, { "HELO", helo }, { "EHLO", helo },
};

static void command_run(struct lmtp_session *session, struct hk_buf *out)
{
	size_t length = session->line_length;
	size_t word;

	if (length > 0 && session->line[length - 1] == '\r')
		length--;
	session->line[length] = '\0';
	session->line_length = 0;
	if (session->is_line_long || !is_plain(session->line, length)) {
		session->is_line_long = false;
		mistake(session, out, "500 5.5.2 This line cannot be read.");
		return;
	}
	while (length > 0 && session->line[length - 1] == ' ')
		session->line[--length] = '\0';
	word = strcspn(session->line, " ");
	for (size_t i = 0; i < HK_COUNT(commands); i++) {
		if (word != strlen(commands[i].name) ||
		    !hk_starts_ascii(session->line, commands[i].name))
			continue;
		commands[i].run(session, session->line + word + strspn(session->line + word, " "),
				out);
		return;
	}
	mistake(session, out, "500 5.5.1 This command is not known here.");
}

static size_t command_feed(struct lmtp_session *session, const char *bytes, size_t length,
			   struct hk_buf *out)
{
	const char *end = memchr(bytes, '\n', length);
	size_t taken = end ? (size_t)(end - bytes) : length;

	if (taken >= sizeof(session->line) - session->line_length) {
		session->is_line_long = true;
	} else {
		memcpy(session->line + session->line_length, bytes, taken);
		session->line_length += taken;
	}
	if (!end)
		return taken;
	command_run(session, out);
	return taken + 1;
}

static int spool_open(const char *folder)
{
	if (folder)
		return open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	return memfd_create("mail", MFD_CLOEXEC);
}

static void spool_flush(struct lmtp_session *session)
{
	if (session->fd < 0)
		session->fd = spool_open(session->limits->spool);
	if (!session->has_no_room)
		session->has_no_room =
			session->fd < 0 ||
			!hk_fd_write(session->fd, session->pending.bytes, session->pending.length);
	hk_buf_clear(&session->pending);
}

static void spool_put(struct lmtp_session *session, const char *bytes, size_t length)
{
	session->sent += (int64_t)length;
	if (session->is_too_big)
		return;
	if ((int64_t)length > session->limits->mail_bytes - session->size) {
		session->is_too_big = true;
		return;
	}
	session->size += (int64_t)length;
	while (length > 0) {
		size_t part = length < SPOOL_BYTES ? length : SPOOL_BYTES;

		hk_buf_put(&session->pending, bytes, part);
		if (session->pending.length >= SPOOL_BYTES)
			spool_flush(session);
		bytes += part;
		length -= part;
	}
}

/* Takes what belongs to the line that is under way. */
static size_t line_feed(struct lmtp_session *session, const char *bytes, size_t length)
{
	const char *cr = memchr(bytes, '\r', length);
	size_t taken = cr ? (size_t)(cr - bytes) + 1 : length;

	spool_put(session, bytes, taken);
	session->data_state = cr ? AFTER_CR : IN_LINE;
	return taken;
}

/* One step through the text of a message; returns how many bytes it took. */
static size_t data_step(struct lmtp_session *session, const char *bytes, size_t length,
			bool *ret_is_end)
{
	switch (session->data_state) {
	case AT_START:
		if (*bytes != '.')
			return line_feed(session, bytes, length);
		session->data_state = AFTER_DOT;
		return 1;
	case AFTER_DOT:
		if (*bytes != '\r')
			return line_feed(session, bytes, length);
		session->data_state = AFTER_DOT_CR;
		return 1;
	case AFTER_DOT_CR:
		if (*bytes == '\n') {
			*ret_is_end = true;
			return 1;
		}
		spool_put(session, "\r", 1);
		session->data_state = AFTER_CR;
		return 0;
	case AFTER_CR:
		if (*bytes != '\n')
			return line_feed(session, bytes, length);
		spool_put(session, bytes, 1);
		session->data_state = AT_START;
		return 1;
	default: return line_feed(session, bytes, length);
	}
}

/* The handler's own words, as far as they fit into a reply. */
static void verdict_reply(struct hk_buf *out, const char *code, const char *standard,
			  const char *text)
{
	if (!text || !*text || !is_plain(text, strlen(text)))
		text = standard;
	hk_buf_format(out, "%s %.*s\r\n", code, (int)hk_utf8_fit(text, TEXT_MAX_BYTES), text);
}

static void message_deliver(struct lmtp_session *session, const char *recipient, struct hk_buf *out)
{
	struct lmtp_message message = { NULL, session->fd, session->size };
	const char *text = NULL;
	enum hk_result result = HK_UNAVAILABLE;

	if (session->fd < 0)
		message.bytes = session->size ? session->pending.bytes : "";
	if (message.bytes || lseek(session->fd, 0, SEEK_SET) == 0)
		result = session->handler->message(session->worker, recipient, session->sender,
						   &message, &text);
	if (result == HK_OK)
		verdict_reply(out, "250 2.0.0", "Kept.", text);
	else if (result == HK_DENIED)
		verdict_reply(out, "552 5.3.4", "The message is larger than we can take.", text);
	else if (result == HK_INVALID)
		verdict_reply(out, "554 5.6.0", "This message cannot be taken.", text);
	else
		verdict_reply(out, "451 4.3.0", "Please try again later.", text);
}

static void message_end(struct lmtp_session *session, struct hk_buf *out)
{
	/* Most mails are small and need no file. */
	if (session->fd >= 0 || session->is_too_big)
		spool_flush(session);
	for (size_t i = 0; i < session->recipient_count; i++) {
		if (session->is_too_big)
			too_big_reply(session, session->recipients[i], session->fd, session->sent,
				      out);
		else if (session->has_no_room)
			reply(out, "452 4.3.1 There is no room for mail now.");
		else
			message_deliver(session, session->recipients[i], out);
	}
	transaction_end(session);
}

size_t lmtp_feed(struct lmtp_session *session, const char *bytes, size_t length, struct hk_buf *out)
{
	size_t taken = 0;
	bool is_end = false;

	while (taken < length && !session->is_over) {
		if (!session->is_in_data) {
			taken += command_feed(session, bytes + taken, length - taken, out);
			continue;
		}
		taken += data_step(session, bytes + taken, length - taken, &is_end);
		if (is_end) {
			message_end(session, out);
			return taken;
		}
	}
	return taken;
}
