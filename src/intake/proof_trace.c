#include "intake/proof_trace.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/text.h"

/* A Received (RFC 5321, 4.4), as far as it is needed. */
struct hop {
	const char *from; /* with its comment; "": it has none */
	const char *by, *with;
};

/* Where that word begins outside of comments; NULL. */
static const char *clause_find(const char *value, const char *word)
{
	size_t depth = 0, length = strlen(word);
	bool is_begin = true;

	for (; *value; value++) {
		if (is_begin && depth == 0 && hk_starts_ascii(value, word) &&
		    strchr(" \t", value[length]))
			return value;
		depth += *value == '(';
		depth -= *value == ')' && depth > 0;
		is_begin = *value == ' ' || *value == '\t' || *value == ')';
	}
	return NULL;
}

static const char *word_after(struct hk_arena *arena, const char *clause, const char *word)
{
	const char *at = clause ? clause + strlen(word) : "";

	at += strspn(at, " \t");
	return hk_copy(arena, at, strcspn(at, " \t;("));
}

static struct hop hop_of(struct hk_arena *arena, const char *value)
{
	const char *from = hk_starts_ascii(value, "from") ? value : NULL;
	const char *by = clause_find(value, "by");

	return (struct hop){
		.from = from ? hk_copy(arena, from, by ? (size_t)(by - from) : strlen(from)) : "",
		.by = word_after(arena, by, "by"),
		.with = word_after(arena, clause_find(by ? by : value, "with"), "with"),
	};
}

static bool is_below(const char *name, const char *parent)
{
	size_t length = strlen(name), of_parent = strlen(parent);

	return length > of_parent + 1 && name[length - of_parent - 1] == '.' &&
	       hk_equal_ascii(name + length - of_parent, parent);
}

/* The server itself, below it, or beside it under one parent that is more than a word. */
static bool is_our_side(const char *host, const char *server)
{
	const char *parent = strchr(server, '.');

	if (hk_equal_ascii(host, server) || is_below(host, server))
		return true;
	return parent && strchr(parent + 1, '.') &&
	       (is_below(host, parent + 1) || hk_equal_ascii(host, parent + 1));
}

static bool is_inside_address(const char *text)
{
	struct in_addr four;
	struct in6_addr six;

	if (hk_starts_ascii(text, "ipv6:"))
		text += 5;
	if (inet_pton(AF_INET, text, &four) == 1) {
		uint32_t address = ntohl(four.s_addr);
		return address >> 24 == 127 || address >> 24 == 10 || address >> 20 == 0xac1 ||
		       address >> 16 == 0xc0a8;
	}
	return inet_pton(AF_INET6, text, &six) == 1 &&
	       (IN6_IS_ADDR_LOOPBACK(&six) || (six.s6_addr[0] & 0xfe) == 0xfc ||
		IN6_IS_ADDR_LINKLOCAL(&six));
}

/* Every address in brackets is one of a house's own, and there is one: a sender may write such a
 * one as his name, but not in place of his address. */
static bool names_inside_alone(struct hk_arena *arena, const char *from)
{
	bool has_one = false;

	for (const char *at = strchr(from, '['); at; at = strchr(at + 1, '[')) {
		if (!is_inside_address(hk_copy(arena, at + 1, strcspn(at + 1, "]"))))
			return false;
		has_one = true;
	}
	return has_one;
}

static bool is_inside(struct hk_arena *arena, const struct hop *hop)
{
	return !*hop->from || hk_starts_ascii(hop->with, "lmtp") ||
	       names_inside_alone(arena, hop->from);
}

static void pass_hop(struct hk_arena *arena, struct trace *trace, const char *value)
{
	struct hop hop = hop_of(arena, value + strspn(value, " \t"));
	bool is_in = is_inside(arena, &hop);

	if (trace->has_counted || trace->is_past_border ||
	    (*hop.from && !is_our_side(hop.by, trace->server)))
		trace->is_over = true;
	trace->is_past_border = !is_in;
}

bool trace_next(struct hk_arena *arena, struct trace *trace, const struct mail_header *header)
{
	if (!trace->is_over && hk_equal_ascii(header->name, "Received"))
		pass_hop(arena, trace, header->value);
	return !trace->is_over && hk_equal_ascii(header->name, "Authentication-Results");
}
