#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "app/command.h"
#include "base/time.h"
#include "people/sign_in.h"

struct wish {
	const char *email;
	struct sign_in_link link;
};

static enum hk_result make(struct ctx *cx, void *data)
{
	struct wish *wish = data;
	enum hk_result result = sign_in_link_make(cx, wish->email, HK_HOUR, &wish->link);

	if (result == HK_NOT_FOUND)
		return problem(cx, HK_NOT_FOUND, "Nobody here has that e-mail address.");
	return result;
}

static enum hk_result run(struct ctx *cx, struct open_house *open, void *data)
{
	struct wish *wish = data;

	HK_TRY(ctx_write(cx, make, wish));
	printf("%s/link/%s\n", setting(&open->settings, SETTING_BASE_URL), wish->link.token);
	return HK_OK;
}

int command_link(struct command_line *line)
{
	struct wish wish = { .email = command_word(line) };

	if (!wish.email) {
		fprintf(stderr, "hark: link needs an e-mail address.\n");
		return EX_USAGE;
	}
	return command_is_done(line) ? command_run_plain(line, 0, run, &wish) : EX_USAGE;
}
