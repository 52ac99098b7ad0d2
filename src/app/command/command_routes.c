#include <stdio.h>
#include <sysexits.h>

#include "app/command/command.h"
#include "app/registry.h"
#include "base/json.h"

enum { DOCUMENT_MAX_BYTES = 1024 * 1024 };

static const char *const param_kinds[] = {
	[PARAM_TEXT] = "text",
	[PARAM_NUMBER] = "number",
	[PARAM_CURSOR] = "cursor",
	[PARAM_FILE] = "file",
};

static const struct {
	enum web_flag flag;
	const char *name;
} flags[] = {
	{ WEB_API, "api" },       { WEB_CUSTOMER, "customer" },   { WEB_PART, "part" },
	{ WEB_UPLOAD, "upload" }, { WEB_ANONYMOUS, "anonymous" }, { WEB_HOUSE, "house" },
};

static void write_flags(struct hk_json *json, const struct web_route *route)
{
	hk_json_open(json, "flags", '[');
	for (size_t i = 0; i < HK_COUNT(flags); i++)
		if (route->flags & flags[i].flag)
			hk_json_text(json, NULL, flags[i].name);
	hk_json_close(json, ']');
}

static void write_params(struct hk_json *json, const struct web_route *route)
{
	hk_json_open(json, "params", '[');
	for (const struct web_param *param = route->params; param && param->name; param++) {
		hk_json_open(json, NULL, '{');
		hk_json_text(json, "name", param->name);
		hk_json_text(json, "kind", param_kinds[param->kind]);
		hk_json_close(json, '}');
	}
	hk_json_close(json, ']');
}

static void write_route(struct hk_json *json, const char *family, const struct web_route *route)
{
	hk_json_open(json, NULL, '{');
	hk_json_text(json, "method", route->method);
	hk_json_text(json, "path", route->path);
	hk_json_text(json, "right", right_name(route->right));
	hk_json_text(json, "family", family);
	write_flags(json, route);
	write_params(json, route);
	hk_json_close(json, '}');
}

static void print_json(void)
{
	scoped_buf buf;
	struct hk_json json = hk_json_to(&buf);

	hk_buf_init(&buf, DOCUMENT_MAX_BYTES);
	hk_json_open(&json, NULL, '[');
	for (const struct web_family *family = web_families; family->name; family++)
		for (const struct web_route *route = family->routes; route->method; route++)
			write_route(&json, family->name, route);
	hk_json_close(&json, ']');
	puts(buf.bytes);
}

static void print_lines(void)
{
	for (const struct web_family *family = web_families; family->name; family++)
		for (const struct web_route *route = family->routes; route->method; route++)
			printf("%-6s %-44s %s\n", route->method, route->path,
			       right_name(route->right));
}

int command_routes(struct command_line *line)
{
	if (!command_is_done(line))
		return EX_USAGE;
	if (line->is_json)
		print_json();
	else
		print_lines();
	return 0;
}
