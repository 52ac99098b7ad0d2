#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/command/command.h"
#include "base/json.h"

enum { DOCUMENT_MAX_BYTES = 1024 * 1024 };

static void print_json(const struct settings *settings)
{
	scoped_buf buf;
	struct hk_json json = hk_json_to(&buf);

	hk_buf_init(&buf, DOCUMENT_MAX_BYTES);
	hk_json_open(&json, NULL, '[');
	for (int i = 0; i < SETTINGS; i++) {
		const struct setting_row *row = &setting_rows[i];
		bool is_hidden = row->is_secret && *settings->values[i];
		hk_json_open(&json, NULL, '{');
		hk_json_text(&json, "name", row->name);
		hk_json_text(&json, "value", is_hidden ? "***" : settings->values[i]);
		hk_json_text(&json, "default", row->otherwise);
		hk_json_text(&json, "sentence", row->sentence);
		hk_json_close(&json, '}');
	}
	hk_json_close(&json, ']');
	puts(buf.bytes);
}

int command_settings(struct command_line *line)
{
	scoped_arena *arena = hk_arena_new();
	struct settings settings;
	const char *fault;

	if (!command_is_done(line))
		return EX_USAGE;
	if (settings_read(arena, line->config, environ, &settings, &fault) != HK_OK) {
		fprintf(stderr, "hark: %s\n", fault);
		return EX_CONFIG;
	}
	if (line->is_json) {
		print_json(&settings);
		return 0;
	}
	for (int i = 0; i < SETTINGS; i++) {
		const struct setting_row *row = &setting_rows[i];
		bool is_hidden = row->is_secret && *settings.values[i];
		printf("# %s (otherwise: %s)\n%s = %s\n\n", row->sentence,
		       *row->otherwise ? row->otherwise : "not set", row->name,
		       is_hidden ? "***" : settings.values[i]);
	}
	return 0;
}
