#include <string.h>
#include <strings.h>

#include "web/inside.h"

/*
 * The library cuts header lines in place: it overwrites the colon and the CRLF
 * with NUL and hands out pointers into what the client sent. So lines that
 * follow each other without a gap, from the method to the end of the head,
 * prove that nothing was hidden: no NUL, bare LF or folded line. This holds for
 * 0.9.75; tests/integration/test_web_refusals.py shows when it no longer does.
 */
struct scan {
	const char *next; /* where the next line has to begin */
	const char *fault;
	unsigned hosts, lengths, encodings;
};

static bool is_token(const char *text, size_t size)
{
	static const char signs[] = "!#$%&'*+-.^_`|~0123456789"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

	for (size_t i = 0; i < size; i++)
		if (!text[i] || !strchr(signs, text[i]))
			return false;
	return size > 0;
}

static bool is_clean(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (((unsigned char)text[i] < ' ' && text[i] != '\t') || text[i] == 0x7f)
			return false;
	return true;
}

static bool is_adjacent(const char *name, size_t name_size, const char *value)
{
	const char *gap = name + name_size + 1;

	return value >= gap && strspn(gap, " \t") >= (size_t)(value - gap);
}

static void count_line(struct scan *scan, const char *name, const char *value)
{
	scan->hosts += strcasecmp(name, "Host") == 0;
	scan->lengths += strcasecmp(name, "Content-Length") == 0;
	if (strcasecmp(name, "Transfer-Encoding") == 0) {
		scan->encodings++;
		if (strcasecmp(value, "chunked") != 0)
			scan->fault = "the transfer encoding is unknown";
	}
}

/* NOLINTNEXTLINE(readability-function-size): the library's signature */
static enum MHD_Result check_line(void *cls, enum MHD_ValueKind kind, const char *name,
				  size_t name_size, const char *value, size_t value_size)
{
	struct scan *scan = cls;

	(void)kind;
	if (!is_token(name, name_size))
		scan->fault = "a header name is malformed";
	else if (!value || !is_clean(value, value_size))
		scan->fault = "a header value has control characters";
	else if (name != scan->next || !is_adjacent(name, name_size, value))
		scan->fault = "a header line is folded or does not end in CRLF";
	else
		scan->next = value + value_size + 2;
	if (!scan->fault)
		count_line(scan, name, value);
	return scan->fault ? MHD_NO : MHD_YES;
}

static bool is_hex(char sign)
{
	return sign && strchr("0123456789abcdefABCDEF", sign);
}

/* We decode the target ourselves: a path must be decodable, and nothing may hide a NUL. A lone
 * "%" in the query is what people type. */
static bool is_target(const char *target)
{
	bool is_path = true;

	if (*target != '/')
		return false;
	for (; *target; target++) {
		if ((unsigned char)*target <= ' ' || *target == 0x7f || *target == '#')
			return false;
		if (*target == '?')
			is_path = false;
		if (*target == '%' && (strncmp(target, "%00", 3) == 0 ||
				       (is_path && !(is_hex(target[1]) && is_hex(target[2])))))
			return false;
	}
	return true;
}

unsigned strict_length_status(const struct http_request *req)
{
	const char *length =
		MHD_lookup_connection_value(req->connection, MHD_HEADER_KIND, "Content-Length");
	size_t digits = length ? strspn(length, "0123456789") : 0;
	uint64_t value = 0;

	if (!length)
		return 0;
	if (digits == 0 || length[digits])
		return MHD_HTTP_BAD_REQUEST;
	for (; *length; length++)
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(*length - '0'), &value))
			return MHD_HTTP_CONTENT_TOO_LARGE;
	return 0;
}

const char *strict_fault(const struct http_request *req, const char *version)
{
	struct scan scan = { .next = version + strlen(version) + 2 };
	const union MHD_ConnectionInfo *head =
		MHD_get_connection_info(req->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

	if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
		return "the protocol version is unknown";
	if (!is_target(req->target) || req->raw_target + strlen(req->target) + 1 != version ||
	    req->method + strlen(req->method) + 1 != req->raw_target)
		return "the request line is malformed";
	MHD_get_connection_values_n(req->connection, MHD_HEADER_KIND, check_line, &scan);
	if (scan.fault)
		return scan.fault;
	if (!head || scan.next + 2 != req->method + head->header_size)
		return "the head does not end in CRLF";
	if (scan.hosts > 1 || scan.lengths > 1 || scan.encodings > 1)
		return "a header that stands once was sent twice";
	if (scan.hosts == 0 && strcmp(version, "HTTP/1.1") == 0)
		return "the header Host is missing";
	if (scan.lengths && scan.encodings)
		return "the length was given in two ways";
	return NULL;
}
