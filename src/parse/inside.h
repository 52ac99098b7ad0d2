/* What the files of parse/ say to each other. Nobody else but the tests includes this. */
#pragma once

#include <glib.h>
#include <linux/filter.h>

#include "parse/history.h"
#include "parse/html.h"
#include "parse/parse.h"
#include "parse/picture.h"

enum { CHILD_SOCKET = 3, RESULT_MAGIC = 0x32726d68, LINE_BYTES = 2000 };

struct request {
	uint64_t len;
	bool is_headers_only;
	struct parse_limits limits;
	bool is_picture; /* no mail: a picture to be made small */
};

/* How many children it has asked for. */
uint32_t parse_pool_births(struct parse_pool *pool);

/* What the pool and the nursery say to each other; the answer carries two descriptors. */
struct wish {
	uint32_t serial;
};

struct birth {
	uint32_t serial; /* of the wish */
	int socket, process;
};

/* Never returns. Children are born here, with the libraries loaded and no secret in memory. */
_Noreturn void keeper_run(int socket, const struct parse_settings *settings);
bool birth_receive(int socket, struct birth *ret);

/* What a child gives up, prepared once so that entering is quick. */
struct cage {
	struct parse_settings settings;
	struct sock_filter *code;
	unsigned short count;
};

/* Gives up files, rights and new privileges for this process and all that it forks. */
void cage_prepare(const struct parse_settings *settings, struct cage *ret);
/* What is forked from here on has no code of libraries that readers do not call: less to copy when
 * one is born, less to misuse. By _Fork(), since such a library may have asked to be called. */
void cage_empty(void);
/* Gives up everything but CHILD_SOCKET. It and cage_prepare() end the process when they cannot. */
void cage_enter(const struct cage *cage);

/* Tells the MIME library our types; once, before the first mail. */
void mail_start(void);
/* The same, and loads what cannot be loaded inside the cage: charsets, tables. */
void mail_warm(void);
void charset_warm(void);
/* May change bytes of raw that the library could not bear. */
void mail_parse(const struct request *request, char *raw, GString *out);

/* The same for a file of days (parse/days.h); days_list() is false when it is no calendar. */
void days_parse(char *raw, size_t len, GString *out);
bool days_list(char *raw, size_t len, GString *out);

/* By its first PICTURE_HEAD bytes: whether it may be one of the kinds that are read. */
enum { PICTURE_HEAD = 12 };

bool picture_begins(const char *bytes, size_t len);
/* The child's side of parse_picture(). */
void picture_write(const char *bytes, size_t len, GString *out);
/* HK_NOT_FOUND: there is none. HK_INVALID: it is not what a child may say. Points into bytes. */
enum hk_result picture_check(const unsigned char *bytes, size_t len, struct picture *ret);

/* Valid UTF-8 without controls but newline and tab; a line has neither, nor overrides. */
bool text_is_clean(const char *text, size_t len, bool is_line);
void text_clean(GString *text, bool is_line);
/* Nothing is ever refused; false when the charset had to be guessed, or some bytes mean nothing. */
bool text_to_utf8(GString *text, const char *charset);
/* The same of HTML, which may say itself what it is in. */
bool text_of_page_to_utf8(GString *text, const char *charset);
/* RFC 3676. */
void text_unflow(GString *text, bool is_delsp);

/* What else is known of a text. */
struct reply_hints {
	bool is_forward; /* what was forwarded is the message, so all of it stays */
	const struct history_mark *marks;
	size_t mark_count;
};

/* The new part of text: history, a signature, and what a telephone adds, are cut. */
void text_reply(const char *text, const struct reply_hints *hints, GString *ret);

/* The result: little-endian numbers; a text is its length, its bytes and a NUL. */
void wire_number(GString *out, uint64_t value, size_t size);
void wire_text(GString *out, const char *text, size_t len);
void wire_line(GString *out, const char *line);
/* A mail that says nothing but this text. */
void wire_mail_of_text(GString *out, const GString *text);
void wire_list(GString *out, uint32_t count, const GString *list);

/* Checks every byte of what a child said about a message of raw_len bytes: HK_OK, HK_INVALID. */
enum hk_result mail_read(struct hk_arena *arena, const unsigned char *bytes, size_t len,
			 uint64_t raw_len, const struct parse_limits *limits, struct mail *ret);

/* Appends canonical HTML and its plain text; false when some was too much to keep. */
bool html_clean(const char *dirty, size_t len, GString *html, GString *text);
/* The same, and history_marks of places in the text. It ends when it has written about max bytes.
 * False also when a picture was left out that stood in the markup itself. */
bool html_clean_marked(const char *dirty, size_t len, size_t max, GString *html, GString *text,
		       GArray *marks);
void html_escape(const char *text, size_t len, GString *out);
