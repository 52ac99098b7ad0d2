#include "net/smtp.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "net/sasl.h"

enum {
	REPLY_LINE = 2048,
	REPLY_LINES = 100,
	GREETING_MS = 2 * HK_MINUTE,
	COMMAND_MS = 2 * HK_MINUTE,
	QUIT_MS = 2 * HK_SECOND,
	CODE_READY = 220,
	CODE_AUTH_MORE = 334,
};

bool smtp_is_positive(int code)
{
	return code >= 200 && code < 300;
}

/* What a line says behind its code becomes part of smtp->text: clean and short. */
static void text_add(struct smtp *smtp, const char *text)
{
	scoped_arena *arena = hk_arena_new();
	char *clean = hk_utf8_clean(arena, text, strlen(text));
	size_t have = strlen(smtp->text);
	size_t room = sizeof(smtp->text) - have - 2;

	for (char *at = clean; *at; at++)
		if (*at == '\t' || *at == '\n')
			*at = ' ';
	if (have > 0 && *clean && room > 2)
		smtp->text[have++] = ' ';
	for (size_t i = 0, fit = hk_utf8_fit(clean, room - 1); i < fit; i++)
		smtp->text[have++] = clean[i];
	smtp->text[have] = '\0';
}

static bool is_digit(char sign)
{
	return sign >= '0' && sign <= '9';
}

enum hk_result smtp_broken(struct smtp *smtp, const char *problem)
{
	smtp->code = 0;
	snprintf(smtp->text, sizeof(smtp->text), "%s", problem);
	return HK_UNAVAILABLE;
}

/* One reply of any number of lines. HK_OK whatever its code. on_line may be NULL. */
enum hk_result smtp_reply_read(struct smtp *smtp,
			       void (*on_line)(struct smtp_offers *offers, const char *text))
{
	char line[REPLY_LINE];

	smtp->text[0] = '\0';
	for (int i = 0; i < REPLY_LINES; i++) {
		if (net_line_read_text(smtp->line, line, sizeof(line)) != HK_OK)
			return smtp_broken(smtp, smtp->line->problem);
		if (!is_digit(line[0]) || !is_digit(line[1]) || !is_digit(line[2]) ||
		    line[0] < '2' || line[0] > '5' || (line[3] && line[3] != ' ' && line[3] != '-'))
			return smtp_broken(smtp,
					   "The server did not answer as a mail server does.");
		smtp->code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
		text_add(smtp, line[3] ? line + 4 : "");
		if (on_line && line[3])
			on_line(&smtp->offers, line + 4);
		if (line[3] != '-')
			return HK_OK;
	}
	return smtp_broken(smtp, "The server does not stop talking.");
}

enum hk_result smtp_say(struct smtp *smtp, const char *text)
{
	net_line_allow_ms(smtp->line, COMMAND_MS);
	if (net_line_write(smtp->line, text, strlen(text)) != HK_OK)
		return smtp_broken(smtp, smtp->line->problem);
	return smtp_reply_read(smtp, NULL);
}

static void offers_read(struct smtp_offers *offers, const char *text)
{
	if (hk_equal_ascii(text, "STARTTLS"))
		offers->starttls = true;
	else if (hk_equal_ascii(text, "PIPELINING"))
		offers->pipelining = true;
	else if (hk_equal_ascii(text, "8BITMIME"))
		offers->eight_bit = true;
	else if (hk_equal_ascii(text, "SMTPUTF8"))
		offers->utf8 = true;
	else if (hk_equal_ascii(text, "DSN"))
		offers->reports = true;
	else if (hk_starts_ascii(text, "SIZE ") && !hk_number(text + 5, &offers->size))
		offers->size = 0;
	else if (hk_starts_ascii(text, "AUTH ")) {
		scoped_arena *arena = hk_arena_new();
		const char *words = hk_format(arena, "%s ", hk_lower_ascii(arena, text));

		offers->plain = strstr(words, " plain ") != NULL;
		offers->login = strstr(words, " login ") != NULL;
		offers->xoauth2 = strstr(words, " xoauth2 ") != NULL;
		offers->bearer = strstr(words, " oauthbearer ") != NULL;
	}
}

static enum hk_result hello(struct smtp *smtp)
{
	scoped_arena *arena = hk_arena_new();
	const char *name = smtp->line->server->hello;
	const char *text = hk_format(arena, "EHLO %s\r\n", *name ? name : "localhost");

	smtp->offers = (struct smtp_offers){ 0 };
	net_line_allow_ms(smtp->line, COMMAND_MS);
	if (net_line_write(smtp->line, text, strlen(text)) != HK_OK)
		return smtp_broken(smtp, smtp->line->problem);
	HK_TRY(smtp_reply_read(smtp, offers_read));
	return smtp_is_positive(smtp->code) ? HK_OK : HK_UNAVAILABLE;
}

static enum hk_result secure(struct smtp *smtp)
{
	if (net_line_secure(smtp->line) == HK_OK)
		return HK_OK;
	return smtp_broken(smtp, smtp->line->problem);
}

static enum hk_result starttls(struct smtp *smtp)
{
	if (!smtp->offers.starttls)
		return smtp_broken(smtp,
				   "The server offers no STARTTLS, which the settings ask for.");
	HK_TRY(smtp_say(smtp, "STARTTLS\r\n"));
	if (smtp->code != CODE_READY)
		return HK_UNAVAILABLE;
	HK_TRY(secure(smtp));
	/* What was offered before is forgotten: anybody could have said it. */
	return hello(smtp);
}

static enum hk_result sign_in_plain(struct smtp *smtp, struct hk_arena *arena)
{
	const struct net_server *server = smtp->line->server;
	size_t user = strlen(server->user), password = strlen(server->password);
	char *secret = hk_alloc(arena, user + password + 2, 1);

	memcpy(secret + 1, server->user, user);
	memcpy(secret + 2 + user, server->password, password);
	return smtp_say(smtp, hk_format(arena, "AUTH PLAIN %s\r\n",
					hk_base64(arena, secret, user + password + 2)));
}

static enum hk_result sign_in_login(struct smtp *smtp, struct hk_arena *arena)
{
	const char *words[] = { smtp->line->server->user, smtp->line->server->password };

	HK_TRY(smtp_say(smtp, "AUTH LOGIN\r\n"));
	for (size_t i = 0; i < HK_COUNT(words) && smtp->code == CODE_AUTH_MORE; i++)
		HK_TRY(smtp_say(smtp, hk_format(arena, "%s\r\n",
						hk_base64(arena, words[i], strlen(words[i])))));
	return HK_OK;
}

/* A server that refuses the token says why in words for machines, and only after our answer to
 * them (RFC 7628 3.2.3; XOAUTH2 wants an empty one) whether we are in. */
static enum hk_result sign_in_token(struct smtp *smtp, struct hk_arena *arena)
{
	bool is_bearer = !smtp->offers.xoauth2;
	const char *reason = "";

	if (is_bearer && !smtp->offers.bearer)
		return smtp_broken(smtp, "The server offers no way to sign in with a token "
					 "(XOAUTH2, OAUTHBEARER).");
	HK_TRY(smtp_say(smtp, is_bearer ? "AUTH OAUTHBEARER\r\n" : "AUTH XOAUTH2\r\n"));
	if (smtp->code == CODE_AUTH_MORE)
		HK_TRY(smtp_say(smtp, hk_format(arena, "%s\r\n",
						sasl_token(arena, smtp->line->server, is_bearer))));
	if (smtp->code == CODE_AUTH_MORE) {
		reason = sasl_reason(arena, smtp->text);
		HK_TRY(smtp_say(smtp, is_bearer ? SASL_BEARER_SEEN "\r\n" : "\r\n"));
	}
	if (*reason && !smtp_is_positive(smtp->code))
		text_add(smtp, hk_format(arena, "(%s)", reason));
	return smtp_is_positive(smtp->code) ? HK_OK : HK_UNAVAILABLE;
}

static enum hk_result sign_in(struct smtp *smtp)
{
	scoped_arena *arena = hk_arena_new();

	if (!*smtp->line->server->user)
		return HK_OK;
	if (smtp->line->server->sign_in == NET_BY_TOKEN)
		return sign_in_token(smtp, arena);
	if (smtp->offers.plain)
		HK_TRY(sign_in_plain(smtp, arena));
	else if (smtp->offers.login)
		HK_TRY(sign_in_login(smtp, arena));
	else
		return smtp_broken(smtp, "The server offers no way to sign in that we know "
					 "(PLAIN, LOGIN).");
	return smtp_is_positive(smtp->code) ? HK_OK : HK_UNAVAILABLE;
}

enum hk_result smtp_begin(struct smtp *smtp, struct net_line *line)
{
	*smtp = (struct smtp){ .line = line };
	net_line_allow_ms(line, GREETING_MS);
	if (line->server->tls == NET_TLS_FIRST)
		HK_TRY(secure(smtp));
	net_line_allow_ms(line, GREETING_MS);
	HK_TRY(smtp_reply_read(smtp, NULL));
	if (smtp->code != CODE_READY)
		return HK_UNAVAILABLE;
	HK_TRY(hello(smtp));
	if (line->server->tls == NET_STARTTLS)
		HK_TRY(starttls(smtp));
	return sign_in(smtp);
}

void smtp_end(struct smtp *smtp)
{
	net_line_allow_ms(smtp->line, QUIT_MS);
	if (net_line_write(smtp->line, "QUIT\r\n", 6) == HK_OK)
		hk_ignore(smtp_reply_read(smtp, NULL));
}
