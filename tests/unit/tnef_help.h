/* Writes a winmail.dat, and a mail around it, as Outlook would (MS-OXTNEF). */
#pragma once

#include <glib.h>
#include <string.h>

enum { LUMP_MESSAGE = 1, LUMP_FILE };

static inline void lump_number(GString *out, uint64_t value, int size)
{
	for (; size > 0; size--, value >>= 8)
		g_string_append_c(out, (char)(value & 0xff));
}

static inline GString *lump_new(void)
{
	GString *lump = g_string_new(NULL);

	lump_number(lump, 0x223e9f78, 4);
	lump_number(lump, 1, 2);
	return lump;
}

static inline void lump_add(GString *lump, int level, unsigned attribute, const char *data,
			    size_t len)
{
	unsigned sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += (unsigned char)data[i];
	lump_number(lump, (unsigned)level, 1);
	lump_number(lump, attribute, 4);
	lump_number(lump, len, 4);
	g_string_append_len(lump, data, (gssize)len);
	lump_number(lump, sum, 2);
}

/* A property with a value of a length of its own. */
static inline void lump_property(GString *props, unsigned type, unsigned id, const char *data,
				 size_t len)
{
	lump_number(props, type, 2);
	lump_number(props, id, 2);
	lump_number(props, 1, 4);
	lump_number(props, len, 4);
	g_string_append_len(props, data, (gssize)len);
	lump_number(props, 0, (int)((4 - len % 4) % 4));
}

static inline void lump_long(GString *props, unsigned id, unsigned value)
{
	lump_number(props, 3, 2);
	lump_number(props, id, 2);
	lump_number(props, value, 4);
}

static inline GString *lump_properties(unsigned count)
{
	GString *props = g_string_new(NULL);

	lump_number(props, count, 4);
	return props;
}

static inline void lump_add_properties(GString *lump, int level, GString *props)
{
	lump_add(lump, level, level == LUMP_FILE ? 0x69005 : 0x69003, props->str, props->len);
	g_string_free(props, TRUE);
}

static inline void lump_file(GString *lump, const char *name, const char *data, size_t len)
{
	static const char place[14] = { 1 };

	lump_add(lump, LUMP_FILE, 0x69002, place, sizeof(place));
	lump_add(lump, LUMP_FILE, 0x18010, name, strlen(name) + 1);
	lump_add(lump, LUMP_FILE, 0x6800f, data, len);
}

static inline GString *lump_mail(const char *text, const GString *lump)
{
	GString *mail = g_string_new("From: Ona <ona@mail.example>\r\nTo: help@nordhome.example\r\n"
				     "Subject: Two files\r\nMIME-Version: 1.0\r\n"
				     "Content-Type: multipart/mixed; boundary=b\r\n\r\n");
	g_autofree char *coded =
		g_base64_encode((const unsigned char *)lump->str, (gsize)lump->len);

	if (text)
		g_string_append_printf(mail, "--b\r\nContent-Type: text/plain\r\n\r\n%s\r\n", text);
	g_string_append(mail, "--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n"
			      "Content-Transfer-Encoding: base64\r\n\r\n");
	for (size_t at = 0; coded[at]; at += MIN(strlen(coded + at), 76))
		g_string_append_printf(mail, "%.76s\r\n", coded + at);
	g_string_append(mail, "--b--\r\n");
	return mail;
}
