#include "parse/inside.h"

void text_reply(const char *text, bool is_forward, GString *ret)
{
	(void)is_forward;
	g_string_append(ret, text);
}
