/* What the files of `hark export` share. */
#pragma once

#include "app/command/command.h"
#include "base/json.h"

struct export_out {
	const char *folder;
	int64_t tickets, customers, files, tables, missing;
};

/* A new file in the folder; -1 when it cannot be made. */
int export_file(struct ctx *cx, const struct export_out *out, const char *name);
enum hk_result export_line(int fd, struct hk_buf *buf);
/* Copies it once; one that is missing is told and counted, and does not stop the rest. */
enum hk_result export_blob(struct ctx *cx, struct export_out *out, const char *name);

/* A file for each table, and every blob that a row names. */
enum hk_result export_tables(struct ctx *cx, struct export_out *out);
