#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "net/net.h"
#include "net/wire.h"

enum { MAIL_BYTES = 50 * 1024 * 1024 };

enum {
	SMTP_PORT = 25,
	SUBMISSION_PORT = 587,
	SMTPS_PORT = 465,
	IMAP_PORT = 143,
	IMAPS_PORT = 993,
	HTTPS_PORT = 443
};

/* The settings of one URL before it is known what they mean. */
struct url {
	struct hk_arena *arena;
	const char *scheme, *user, *password, *host, *port, *path, *query;
	const char *problem;
};

static int hex_digit(char sign)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = sign ? strchr(digits, sign) : NULL;

	return at ? (int)(at - digits) % 16 : -1;
}

/* Without %XX; NULL when what comes out is no line of text. */
static const char *percent_decode(struct hk_arena *arena, const char *text, size_t length)
{
	char *copy = hk_copy(arena, text, length), *put = copy;

	for (const char *at = copy; *at; at++, put++) {
		*put = *at;
		if (*at != '%')
			continue;
		if (hex_digit(at[1]) < 0 || hex_digit(at[2]) < 0)
			return NULL;
		*put = (char)(hex_digit(at[1]) * 16 + hex_digit(at[2]));
		at += 2;
	}
	*put = '\0';
	for (const char *at = copy; at < put; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			return NULL;
	return hk_utf8_is_valid(copy, (size_t)(put - copy)) ? copy : NULL;
}

static bool part_set(struct url *url, const char **part, const char *text, size_t length)
{
	*part = percent_decode(url->arena, text, length);
	if (!*part)
		url->problem = "It holds a sign that cannot be read; write signs as %XX.";
	return *part != NULL;
}

static bool login_split(struct url *url, const char *text, size_t length)
{
	const char *colon = memchr(text, ':', length);
	size_t user = colon ? (size_t)(colon - text) : length;

	if (!part_set(url, &url->user, text, user))
		return false;
	return !colon || part_set(url, &url->password, colon + 1, length - user - 1);
}

/* "host", "host:port", "[::1]:port". */
static bool host_split(struct url *url, const char *text, size_t length)
{
	const char *end = text + length;
	const char *close = *text == '[' ? memchr(text, ']', length) : NULL;
	const char *rest = close ? close + 1 : text;
	const char *colon = memchr(rest, ':', (size_t)(end - rest));
	size_t host = close ? (size_t)(close - text) - 1 : colon ? (size_t)(colon - text) : length;

	if (close && rest != end && rest != colon) {
		url->problem = "The host cannot be read.";
		return false;
	}
	url->port = colon ? hk_copy(url->arena, colon + 1, (size_t)(end - colon) - 1) : "";
	return part_set(url, &url->host, close ? text + 1 : text, host);
}

static bool url_split(struct url *url, const char *text)
{
	const char *slashes = strstr(text, "://");
	const char *authority, *at = NULL;
	size_t length;

	if (!slashes) {
		url->problem = "It does not begin like smtps://, smtp://, imaps:// or imap://.";
		return false;
	}
	url->scheme = hk_copy(url->arena, text, (size_t)(slashes - text));
	authority = slashes + 3;
	length = strcspn(authority, "/?");
	url->query = strchr(authority, '?') ? strchr(authority, '?') + 1 : "";
	for (size_t i = 0; i < length; i++)
		if (authority[i] == '@')
			at = authority + i;
	if (at && !login_split(url, authority, (size_t)(at - authority)))
		return false;
	at = at ? at + 1 : authority;
	if (!host_split(url, at, length - (size_t)(at - authority)))
		return false;
	authority += length;
	authority += *authority == '/';
	if (!part_set(url, &url->path, authority, strcspn(authority, "?")))
		return false;
	if (!*url->host)
		url->problem = "The host is missing.";
	return *url->host != '\0';
}

/* What may stand behind the question mark. */
struct options {
	const char *starttls, *plain, *authority_file, *hello, *move_to, *all, *oauth;
};

static const struct {
	const char *name;
	size_t at;
} option_names[] = {
	{ "starttls", offsetof(struct options, starttls) },
	{ "plain", offsetof(struct options, plain) },
	{ "ca", offsetof(struct options, authority_file) },
	{ "hello", offsetof(struct options, hello) },
	{ "move", offsetof(struct options, move_to) },
	{ "all", offsetof(struct options, all) },
	{ "oauth", offsetof(struct options, oauth) },
};

static bool option_set(struct url *url, const char *text, size_t length, struct options *options)
{
	const char *equals = memchr(text, '=', length);
	size_t name = equals ? (size_t)(equals - text) : length;

	for (size_t i = 0; i < HK_COUNT(option_names); i++) {
		const char **value = (const char **)(void *)((char *)options + option_names[i].at);

		if (strlen(option_names[i].name) != name ||
		    strncmp(option_names[i].name, text, name) != 0)
			continue;
		if (!equals) {
			*value = "";
			return true;
		}
		return part_set(url, value, equals + 1, length - name - 1);
	}
	url->problem = "Behind the question mark stands a word that is not known.";
	return false;
}

static bool options_read(struct url *url, struct options *options)
{
	for (const char *at = url->query; *at;) {
		size_t length = strcspn(at, "&");

		if (length > 0 && !option_set(url, at, length, options))
			return false;
		at += length;
		at += *at == '&';
	}
	return true;
}

static bool authority_read(struct url *url, const char *path, const char **ret)
{
	char *bytes;
	size_t length;

	if (!path)
		return true;
	if (hk_file_read(url->arena, path, WIRE_AUTHORITY_MAX, &bytes, &length) != HK_OK ||
	    !hk_utf8_is_valid(bytes, length) || !strstr(bytes, "-----BEGIN CERTIFICATE-----")) {
		url->problem = "The file behind ca= cannot be read or holds no certificate in PEM.";
		return false;
	}
	*ret = bytes;
	return true;
}

static bool port_read(struct url *url, uint16_t standard, uint16_t *ret)
{
	int64_t port = standard;

	if (*url->port && (!hk_number(url->port, &port) || port < 1 || port > UINT16_MAX)) {
		url->problem = "The port is no number from 1 to 65535.";
		return false;
	}
	*ret = (uint16_t)port;
	return true;
}

static enum net_tls tls_choose(bool is_first, const struct options *options)
{
	if (is_first)
		return NET_TLS_FIRST;
	if (options->starttls)
		return NET_STARTTLS;
	return options->plain ? NET_PLAIN : NET_PLAIN_INSIDE;
}

/* secure_port: with TLS first. */
static bool server_read(struct url *url, const struct options *options, const uint16_t ports[2],
			struct net_server *ret)
{
	bool is_first = hk_ends(url->scheme, "s");

	*ret = (struct net_server){ .host = url->host,
				    .tls = tls_choose(is_first, options),
				    .user = url->user ? url->user : "",
				    .password = url->password ? url->password : "",
				    .authority = "",
				    .hello = options->hello ? options->hello : "" };
	if (is_first && (options->starttls || options->plain)) {
		url->problem = "With TLS from the first word on there is no starttls and no plain.";
		return false;
	}
	if (strlen(ret->host) > WIRE_WORD_MAX || strlen(ret->user) > WIRE_WORD_MAX ||
	    strlen(ret->password) > WIRE_WORD_MAX || strlen(ret->hello) > WIRE_WORD_MAX ||
	    strchr(ret->hello, ' ')) {
		url->problem = "A part of it is too long.";
		return false;
	}
	return port_read(url, is_first ? ports[1] : ports[0], &ret->port) &&
	       authority_read(url, options->authority_file, &ret->authority);
}

enum hk_result net_smtp_read(struct hk_arena *arena, const char *text, struct net_smtp *ret,
			     const char **ret_problem)
{
	struct url url = { .arena = arena };
	struct options options = { 0 };
	struct net_smtp smtp = { 0 };
	uint16_t ports[2] = { SMTP_PORT, SMTPS_PORT };

	if (hk_starts(text, "dir:") && text[4]) {
		*ret = (struct net_smtp){ .folder = hk_copy_text(arena, text + 4) };
		return HK_OK;
	}
	if (url_split(&url, text) && options_read(&url, &options)) {
		ports[0] = options.starttls ? SUBMISSION_PORT : SMTP_PORT;
		if (!hk_equal(url.scheme, "smtp") && !hk_equal(url.scheme, "smtps"))
			url.problem = "It begins neither like smtps:// nor like smtp://.";
		else if (*url.path || options.move_to || options.all)
			url.problem = "A folder has no meaning for outgoing mail.";
		else if (options.oauth)
			url.problem = "Only a mailbox has a token to sign in with.";
		else if (server_read(&url, &options, ports, &smtp.server)) {
			*ret = smtp;
			return HK_OK;
		}
	}
	*ret_problem = url.problem;
	return HK_INVALID;
}

enum hk_result net_imap_read(struct hk_arena *arena, const char *text, struct net_imap *ret,
			     const char **ret_problem)
{
	static const uint16_t ports[2] = { IMAP_PORT, IMAPS_PORT };
	struct url url = { .arena = arena };
	struct options options = { 0 };
	struct net_imap mailbox = { 0 };

	if (url_split(&url, text) && options_read(&url, &options)) {
		mailbox.mail_bytes = MAIL_BYTES;
		mailbox.folder = *url.path ? url.path : "INBOX";
		mailbox.move_to = options.move_to ? options.move_to : "";
		mailbox.wants_old = options.all != NULL;
		if (!hk_equal(url.scheme, "imap") && !hk_equal(url.scheme, "imaps"))
			url.problem = "It begins neither like imaps:// nor like imap://.";
		else if (!url.user || !*url.user)
			url.problem = "The name to sign in with is missing.";
		else if (strlen(mailbox.folder) > WIRE_WORD_MAX ||
			 strlen(mailbox.move_to) > WIRE_WORD_MAX)
			url.problem = "A part of it is too long.";
		else if (server_read(&url, &options, ports, &mailbox.server)) {
			mailbox.server.sign_in = options.oauth ? NET_BY_TOKEN : NET_BY_PASSWORD;
			*ret = mailbox;
			return HK_OK;
		}
	}
	*ret_problem = url.problem;
	return HK_INVALID;
}

enum hk_result net_post_read(struct hk_arena *arena, const char *text, struct net_post *ret)
{
	struct url url = { .arena = arena };
	struct options none = { 0 };
	struct net_post post = { .form = "" };
	uint16_t ports[2] = { HTTPS_PORT, HTTPS_PORT };
	const char *path;

	if (!hk_starts(text, "https://") || !url_split(&url, text) || url.user ||
	    !server_read(&url, &none, ports, &post.server))
		return HK_INVALID;
	/* As it was written: what is escaped there stays escaped. */
	path = strchr(text + strlen("https://"), '/');
	post.path = path ? hk_copy_text(arena, path) : "/";
	if (strlen(post.path) > WIRE_WORD_MAX || strchr(post.path, '#') ||
	    strchr(post.server.host, ' '))
		return HK_INVALID;
	for (const char *at = post.path; *at; at++)
		if (*at <= ' ' || *at >= 0x7f)
			return HK_INVALID;
	*ret = post;
	return HK_OK;
}
