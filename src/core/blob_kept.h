/*
 * Where a blob is: a mail of at most BLOB_ROW_BYTES is a row of raw_mail, all else
 * is a file of core/blob.h. This decides it, and who reads asks here and need not
 * know. The row stands in the transaction of the ledger's row that names it, so
 * that both are kept by one wait for the disk: a file of its own takes two, a
 * folder's entry and an inode, half a millisecond of the processor. What is longer
 * would make the log and each copy of the database grow by more than that is worth.
 */
#pragma once

#include "core/blob.h"
#include "core/ctx.h"
#include "db/db.h"

enum { BLOB_ROW_BYTES = 16 * 1024 };

/* Before the transaction: gives the bytes their name, and keeps them as a file unless they are to
 * be a row. Then ret_row are the bytes, for blob_row_put(); else it is empty. HK_UNAVAILABLE. */
enum hk_result blob_keep(struct ctx *cx, const void *bytes, size_t length, const char **ret_name,
			 struct db_blob *ret_row);
/* In the transaction that names it. What is there already is wanted anew. */
enum hk_result blob_row_put(struct ctx *cx, const char *name, struct db_blob row);

/* A descriptor to read from, at its beginning, which the caller closes. HK_NOT_FOUND. */
enum hk_result blob_open(struct ctx *cx, const char *name, int *ret_fd, int64_t *ret_length);
/* Reads it whole and compares the digest: HK_OK, HK_NOT_FOUND, HK_INVALID. */
enum hk_result blob_check(struct ctx *cx, const char *name);

/* The names of at most limit rows behind that one, in their order. */
enum hk_result blob_row_names(struct ctx *cx, const char *after, int64_t limit,
			      struct blob_names *ret);
/* In a transaction that writes: removes one that nobody names any more, unless it was put since
 * that time (ms UTC). HK_OK in either case; ret_count is how many were removed, 1 or 0. */
enum hk_result blob_row_remove(struct ctx *cx, const char *name, int64_t since, int64_t *ret_count);
