#include "net/imap_session.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "net/sasl.h"

enum {
	LINE_BYTES = 16 * 1024,
	LINES_MAX = 1000 * 1000, /* of one answer */
	SKIP_MAX = 1024 * 1024,
	GREETING_MS = 2 * HK_MINUTE,
	COMMAND_MS = 2 * HK_MINUTE,
};

void imap_init(struct imap *imap, struct net_line *line)
{
	*imap = (struct imap){ .line = line, .arena = hk_arena_new() };
}

void imap_done(struct imap *imap)
{
	hk_arena_free(imap->arena);
}

enum hk_result imap_broken(struct imap *imap, const char *problem)
{
	snprintf(imap->text, sizeof(imap->text), "%s", problem);
	return HK_UNAVAILABLE;
}

static void text_keep(struct imap *imap, const char *text)
{
	scoped_arena *arena = hk_arena_new();
	char *clean = hk_utf8_clean(arena, text, strlen(text));

	for (char *at = clean; *at; at++)
		if (*at == '\t' || *at == '\n')
			*at = ' ';
	clean[hk_utf8_fit(clean, sizeof(imap->text) - 1)] = '\0';
	snprintf(imap->text, sizeof(imap->text), "%s", clean);
}

static enum hk_result imap_read(struct imap *imap, struct imap_line *ret)
{
	char text[LINE_BYTES];

	net_line_allow_ms(imap->line, COMMAND_MS);
	if (net_line_read_text(imap->line, text, sizeof(text)) != HK_OK)
		return imap_broken(imap, imap->line->problem);
	if (imap_line_read(imap->arena, hk_copy_text(imap->arena, text), ret) != HK_OK)
		return imap_broken(imap, "The server did not answer as a mail server does.");
	return HK_OK;
}

/* length bytes that are of no interest. */
static enum hk_result imap_skip(struct imap *imap, int64_t length)
{
	char bytes[LINE_BYTES];

	if (length > SKIP_MAX)
		return imap_broken(imap, "The server sent much that was not asked for.");
	while (length > 0) {
		size_t want = length < LINE_BYTES ? (size_t)length : LINE_BYTES;
		ssize_t got;

		net_line_allow_ms(imap->line, COMMAND_MS);
		got = net_line_read(imap->line, bytes, want);
		if (got <= 0)
			return imap_broken(imap, imap->line->problem);
		length -= got;
	}
	return HK_OK;
}

/* Over the literals of a line and what stands behind them. */
static enum hk_result rest_skip(struct imap *imap, const struct imap_line *line)
{
	struct imap_line rest = *line;
	char text[LINE_BYTES];

	while (rest.has_literal) {
		HK_TRY(imap_skip(imap, rest.literal));
		if (net_line_read_text(imap->line, text, sizeof(text)) != HK_OK)
			return imap_broken(imap, imap->line->problem);
		rest.has_literal = false;
		if (hk_ends(text, "}"))
			return imap_broken(imap, "The server sent much that was not asked for.");
	}
	return HK_OK;
}

static void capabilities_note(struct imap *imap, const char *list)
{
	imap->can_idle = imap_has_word(list, "IDLE");
	imap->can_move = imap_has_word(list, "MOVE");
	imap->can_expunge_one = imap_has_word(list, "UIDPLUS");
	imap->can_plain = imap_has_word(list, "AUTH=PLAIN");
	imap->can_xoauth2 = imap_has_word(list, "AUTH=XOAUTH2");
	imap->can_bearer = imap_has_word(list, "AUTH=OAUTHBEARER");
	imap->is_login_forbidden = imap_has_word(list, "LOGINDISABLED");
}

/* What is said without being an answer. */
static enum hk_result untagged_note(struct imap *imap, const struct imap_line *line)
{
	uint32_t uidvalidity = imap_code_number(line->text, "UIDVALIDITY");

	if (line->kind == IMAP_NUMBERED && hk_equal(line->word, "EXISTS"))
		imap->has_news = true;
	if (line->kind == IMAP_NUMBERED && hk_equal(line->word, "FETCH") && imap->on_fetch)
		return imap->on_fetch(imap->data, line);
	if (line->kind == IMAP_UNTAGGED && hk_equal(line->word, "BYE")) {
		text_keep(imap, line->text);
		return HK_UNAVAILABLE;
	}
	if (line->kind == IMAP_UNTAGGED && hk_equal(line->word, "CAPABILITY"))
		capabilities_note(imap, line->text);
	if (line->kind == IMAP_UNTAGGED && uidvalidity)
		imap->uidvalidity = uidvalidity;
	return rest_skip(imap, line);
}

/* Reads until the tagged answer, or until "+" where that is awaited. */
static enum hk_result answer_await(struct imap *imap, bool wants_more)
{
	struct imap_line line;

	for (int i = 0; i < LINES_MAX; i++) {
		HK_TRY(imap_read(imap, &line));
		if (line.kind == IMAP_CONTINUE && wants_more) {
			text_keep(imap, line.text);
			return HK_OK;
		}
		if (line.kind == IMAP_TAGGED) {
			text_keep(imap, line.text);
			imap->was_ok = hk_equal(line.word, "OK");
			if (!hk_equal_ascii(line.tag, imap->tag))
				return imap_broken(imap, "The server answered what was not asked.");
			if (wants_more)
				return HK_DENIED;
			return imap->was_ok ? HK_OK : HK_DENIED;
		}
		if (line.kind != IMAP_CONTINUE)
			HK_TRY(untagged_note(imap, &line));
		if (!imap->on_fetch)
			hk_arena_reset(imap->arena);
	}
	return imap_broken(imap, "The server does not stop talking.");
}

static enum hk_result say(struct imap *imap, const char *text)
{
	net_line_allow_ms(imap->line, COMMAND_MS);
	if (net_line_write(imap->line, text, strlen(text)) != HK_OK)
		return imap_broken(imap, imap->line->problem);
	return HK_OK;
}

static enum hk_result command_say(struct imap *imap, const char *format, va_list list)
{
	const char *text;

	hk_arena_reset(imap->arena);
	snprintf(imap->tag, sizeof(imap->tag), "A%u", ++imap->commands);
	text = hk_format_list(imap->arena, format, list);
	return say(imap, hk_format(imap->arena, "%s %s\r\n", imap->tag, text));
}

enum hk_result imap_command(struct imap *imap, const char *format, ...)
{
	enum hk_result result;
	va_list list;

	va_start(list, format);
	result = command_say(imap, format, list);
	va_end(list);
	HK_TRY(result);
	return answer_await(imap, false);
}

/* A command that the server answers with "+". */
__attribute__((format(printf, 2, 3))) static enum hk_result command_begin(struct imap *imap,
									  const char *format, ...)
{
	enum hk_result result;
	va_list list;

	va_start(list, format);
	result = command_say(imap, format, list);
	va_end(list);
	HK_TRY(result);
	return answer_await(imap, true);
}

static enum hk_result news_await(struct imap *imap, int64_t ms)
{
	int64_t until = hk_clock_monotonic() + ms;
	struct imap_line line;

	while (!imap->has_news) {
		enum hk_result result = net_line_wait(imap->line, until - hk_clock_monotonic());

		if (result == HK_NOT_FOUND)
			return HK_OK; /* the time is over */
		if (result != HK_OK)
			return HK_NOT_FOUND;
		HK_TRY(imap_read(imap, &line));
		if (line.kind == IMAP_TAGGED)
			return imap_broken(imap, "The server does not want to wait.");
		if (line.kind != IMAP_CONTINUE)
			HK_TRY(untagged_note(imap, &line));
		hk_arena_reset(imap->arena);
	}
	return HK_OK;
}

enum hk_result imap_idle(struct imap *imap, int64_t ms)
{
	HK_TRY(command_begin(imap, "IDLE"));
	HK_TRY(news_await(imap, ms));
	HK_TRY(say(imap, "DONE\r\n"));
	return answer_await(imap, false);
}

static enum hk_result secure(struct imap *imap)
{
	return net_line_secure(imap->line) == HK_OK ? HK_OK
						    : imap_broken(imap, imap->line->problem);
}

static enum hk_result greeting_take(struct imap *imap)
{
	struct imap_line line;

	net_line_allow_ms(imap->line, GREETING_MS);
	HK_TRY(imap_read(imap, &line));
	text_keep(imap, line.text);
	if (line.kind == IMAP_UNTAGGED && hk_equal(line.word, "OK"))
		return HK_OK;
	if (line.kind == IMAP_UNTAGGED && hk_equal(line.word, "BYE") && *imap->text)
		return HK_UNAVAILABLE;
	/* PREAUTH too: it would let somebody on the way sign us in before TLS. */
	return imap_broken(imap, "The server does not greet as it should.");
}

static bool is_quotable(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || (unsigned char)*text >= 0x7f)
			return false;
	return true;
}

static enum hk_result sign_in_plain(struct imap *imap, const struct net_server *server)
{
	scoped_arena *arena = hk_arena_new();
	size_t user = strlen(server->user), password = strlen(server->password);
	char *secret = hk_alloc(arena, user + password + 2, 1);

	memcpy(secret + 1, server->user, user);
	memcpy(secret + 2 + user, server->password, password);
	HK_TRY(command_begin(imap, "AUTHENTICATE PLAIN"));
	HK_TRY(say(imap,
		   hk_format(arena, "%s\r\n", hk_base64(arena, secret, user + password + 2))));
	return answer_await(imap, false);
}

static void reason_add(struct imap *imap, const char *reason)
{
	scoped_arena *arena = hk_arena_new();

	if (*reason)
		text_keep(imap, hk_format(arena, "%s (%s)", imap->text, reason));
}

/* A server that refuses the token says why in words for machines, and only after our answer to
 * them (RFC 7628 3.2.3; XOAUTH2 wants an empty one) that we are not in. */
static enum hk_result sign_in_token(struct imap *imap, const struct net_server *server)
{
	scoped_arena *arena = hk_arena_new();
	bool is_bearer = !imap->can_xoauth2;
	const char *reason;
	enum hk_result result;

	if (is_bearer && !imap->can_bearer)
		return imap_broken(imap, "The server offers no way to sign in with a token "
					 "(XOAUTH2, OAUTHBEARER).");
	HK_TRY(command_begin(imap, "AUTHENTICATE %s", is_bearer ? "OAUTHBEARER" : "XOAUTH2"));
	HK_TRY(say(imap, hk_format(arena, "%s\r\n", sasl_token(arena, server, is_bearer))));
	result = answer_await(imap, true);
	if (result == HK_DENIED && imap->was_ok)
		return HK_OK;
	HK_TRY(result);
	reason = sasl_reason(arena, imap->text);
	HK_TRY(say(imap, is_bearer ? SASL_BEARER_SEEN "\r\n" : "\r\n"));
	result = answer_await(imap, false);
	if (result == HK_DENIED)
		reason_add(imap, reason);
	return result;
}

static enum hk_result sign_in(struct imap *imap, const struct net_server *server)
{
	scoped_buf login;

	hk_buf_init(&login, (size_t)LINE_BYTES);
	if (server->sign_in == NET_BY_TOKEN)
		return sign_in_token(imap, server);
	if (imap->can_plain)
		return sign_in_plain(imap, server);
	if (imap->is_login_forbidden || !is_quotable(server->user) ||
	    !is_quotable(server->password))
		return imap_broken(imap, "The server offers no way to sign in that we know.");
	imap_quote(&login, server->user);
	hk_buf_char(&login, ' ');
	imap_quote(&login, server->password);
	return imap_command(imap, "LOGIN %s", login.bytes);
}

/* EXAMINE: the server itself sees to it that nothing is changed, RFC 3501 6.3.2. */
static enum hk_result folder_open(struct imap *imap, const char *folder, bool only_reads)
{
	scoped_arena *arena = hk_arena_new();
	scoped_buf name;

	hk_buf_init(&name, (size_t)LINE_BYTES);
	imap_quote(&name, imap_folder_name(arena, folder));
	imap->uidvalidity = 0;
	HK_TRY(imap_command(imap, "%s %s", only_reads ? "EXAMINE" : "SELECT", name.bytes));
	if (imap->uidvalidity == 0)
		return imap_broken(imap, "The server gives its mails no lasting numbers.");
	return HK_OK;
}

enum hk_result imap_begin(struct imap *imap, const struct net_imap *mailbox)
{
	const struct net_server *server = &mailbox->server;
	enum hk_result result;

	net_line_allow_ms(imap->line, GREETING_MS);
	if (server->tls == NET_TLS_FIRST)
		HK_TRY(secure(imap));
	HK_TRY(greeting_take(imap));
	if (server->tls == NET_STARTTLS) {
		HK_TRY(imap_command(imap, "STARTTLS"));
		net_line_allow_ms(imap->line, GREETING_MS);
		HK_TRY(secure(imap));
	}
	HK_TRY(imap_command(imap, "CAPABILITY"));
	result = sign_in(imap, server);
	imap->is_denied = result == HK_DENIED;
	HK_TRY(result);
	HK_TRY(imap_command(imap, "CAPABILITY"));
	return folder_open(imap, mailbox->folder, mailbox->only_reads);
}
