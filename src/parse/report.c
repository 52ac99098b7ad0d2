/*
 * A report about a mail (RFC 3462) names it only within: it carries the mail, or
 * its head, as a part. Its id is what the report answers to. Another part says
 * what became of it, recipient by recipient (RFC 3464).
 */
#include "parse/mime.h"

enum { HEAD_BYTES = 64 * 1024, PARTS_MOST = 16 };

static bool is_of(GMimeObject *part, const char *const types[][2], size_t count)
{
	GMimeContentType *type = g_mime_object_get_content_type(part);

	for (size_t i = 0; i < count; i++)
		if (g_mime_content_type_is_type(type, types[i][0], types[i][1]))
			return GMIME_IS_PART(part);
	return false;
}

static const char *const originals[][2] = { { "message", "rfc822" },
					    { "text", "rfc822-headers" },
					    { "message", "global" },
					    { "message", "global-headers" } };
static const char *const receipts[][2] = { { "message", "disposition-notification" } };
static const char *const statuses[][2] = { { "message", "delivery-status" },
					   { "message", "global-delivery-status" } };

/* Decoded, though RFC 2046 wants such parts as they are: some servers encode them all the same. */
static bool read_head(GMimePart *part, GString *ret)
{
	if (!g_mime_part_get_content(part))
		return false;
	part_read(part, g_mime_part_get_content_encoding(part), ret, HEAD_BYTES);
	g_string_truncate(ret, MIN(ret->len, HEAD_BYTES));
	return ret->len > 0;
}

/* The value of that field, such as "message-id:", up to the end of its line and of those that go on
 * with it; NULL: none. */
static char *id_in(char *head, const char *name)
{
	char *line = head;

	while (*line && *line != '\n' && *line != '\r') {
		char *next = strchr(line, '\n');
		size_t length;

		if (g_ascii_strncasecmp(line, name, strlen(name)) != 0) {
			if (!next)
				break;
			line = next + 1;
			continue;
		}
		line += strlen(name);
		length = strcspn(line, ">");
		line[length + (line[length] == '>')] = '\0';
		return line;
	}
	return NULL;
}

/* The next of these types in a report, from the place at on; NULL: none, or no report. */
static GMimeObject *part_next(GMimeMessage *message, const char *const types[][2], size_t count,
			      int *at)
{
	GMimeObject *report = g_mime_message_get_mime_part(message);
	GMimeMultipart *parent;

	if (!GMIME_IS_MULTIPART(report) ||
	    !g_mime_content_type_is_type(g_mime_object_get_content_type(report), "multipart",
					 "report"))
		return NULL;
	parent = (GMimeMultipart *)report;
	while (*at < g_mime_multipart_get_count(parent) && *at < PARTS_MOST) {
		GMimeObject *part = g_mime_multipart_get_part(parent, (*at)++);

		if (is_of(part, types, count))
			return part;
	}
	return NULL;
}

static bool id_find(GMimeMessage *message, GMimeObject *part, const char *name)
{
	g_autoptr(GString) head = g_string_new(NULL);
	const char *id = part && read_head((GMimePart *)part, head) ? id_in(head->str, name) : NULL;

	if (!id || strlen(id) >= LINE_BYTES)
		return false;
	g_mime_object_set_header((GMimeObject *)message, "In-Reply-To", id, NULL);
	return true;
}

void report_thread(GMimeMessage *message)
{
	int at = 0, from = 0;

	if (g_mime_object_get_header((GMimeObject *)message, "In-Reply-To") ||
	    id_find(message, part_next(message, originals, G_N_ELEMENTS(originals), &at),
		    "message-id:"))
		return;
	/* That it was read (RFC 8098) needs nothing of the mail itself. */
	id_find(message, part_next(message, receipts, G_N_ELEMENTS(receipts), &from),
		"original-message-id:");
}

/* The fields of one recipient, each in a line of its own. */
struct group {
	char *final, *original, *action, *status, *diagnostic;
};

static void group_take(struct group *group, char *line)
{
	struct {
		const char *name;
		char **value;
	} fields[] = { { "final-recipient:", &group->final },
		       { "original-recipient:", &group->original },
		       { "action:", &group->action },
		       { "status:", &group->status },
		       { "diagnostic-code:", &group->diagnostic } };

	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		if (g_ascii_strncasecmp(line, fields[i].name, strlen(fields[i].name)) == 0)
			*fields[i].value = g_strstrip(line + strlen(fields[i].name));
}

/* "rfc822; a@b" is a@b; what names no type is taken as it is. */
static char *value_of(char *field)
{
	char *semicolon = field ? strchr(field, ';') : NULL;

	return semicolon ? g_strstrip(semicolon + 1) : field;
}

/* Some put it into brackets. */
static const char *recipient_of(char *field)
{
	char *value = value_of(field);

	if (value && *value == '<') {
		value++;
		*strchrnul(value, '>') = '\0';
	}
	return value;
}

static enum mail_action action_of(const char *word)
{
	if (g_ascii_strncasecmp(word, "failed", 6) == 0)
		return MAIL_FAILED;
	return g_ascii_strncasecmp(word, "delayed", 7) == 0 ? MAIL_DELAYED : MAIL_OTHER_ACTION;
}

/* Original-Recipient is the address that we wrote to; the final one may be where it was forwarded.
 * One of the two stands in each group but the first, which is about the report itself. */
static bool group_write(struct group *group, GString *out)
{
	const char *recipient = recipient_of(group->original ? group->original : group->final);
	bool is_one = group->action != NULL && recipient != NULL;
	/* "5.1.1 (no such user)" */
	size_t digits = group->status ? strspn(group->status, "0123456789.") : 0;

	if (is_one) {
		g_autofree char *status = g_strndup(group->status ? group->status : "", digits);

		wire_number(out, action_of(group->action), 1);
		wire_line(out, recipient);
		wire_line(out, status);
		wire_line(out, value_of(group->diagnostic));
	}
	*group = (struct group){ .final = NULL };
	return is_one;
}

/* Lines that go on become one with the line before them. */
static void unfold(char *text)
{
	for (char *at = text; *at; at++) {
		const char *next = *at == '\r' && at[1] == '\n' ? at + 2 : at + 1;
		if ((*at == '\r' || *at == '\n') && (*next == ' ' || *next == '\t'))
			*at = ' ';
	}
}

/* Adds what one part says; gives how many recipients there are then. */
static uint32_t part_write(GMimeObject *part, uint32_t count, uint32_t max, GString *out)
{
	g_autoptr(GString) text = g_string_new(NULL);
	struct group group = { .final = NULL };

	if (!read_head((GMimePart *)part, text))
		return count;
	unfold(text->str);
	for (char *line = text->str, *next; line && count < max; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (line[strspn(line, " \t\r")])
			group_take(&group, line);
		else
			count += group_write(&group, out);
	}
	if (count < max)
		count += group_write(&group, out);
	return count;
}

void report_write(GMimeMessage *message, uint32_t max, GString *out)
{
	g_autoptr(GString) list = g_string_new(NULL);
	uint32_t count = 0;
	int at = 0;

	/* Some servers give their words to a person the same type. */
	for (GMimeObject *part;
	     (part = part_next(message, statuses, G_N_ELEMENTS(statuses), &at)) != NULL;)
		count = part_write(part, count, max, list);
	wire_list(out, count, list);
}
