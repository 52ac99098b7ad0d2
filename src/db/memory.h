/*
 * What a link was asked and answered, so that the parts of a task need not hand each other what
 * they found, and the next task need not ask again what nobody has written since.
 *
 * Invariant: an answer is given from memory only where the database would give the same. A link
 * that reads forgets everything when its task sees another moment than the task before; one that
 * writes forgets a table when it writes into it, and everything when it takes something back or
 * somebody else has written. Where an engine does not tell the moment, each task that reads and
 * each transaction that writes begins with nothing. Not for two threads at once, as the link.
 */
#pragma once

#include "db/db_driver.h"

/* Half a megabyte for a link, which takes room only as it is filled; freed with the link. */
struct db_memory *db_memory_new(void);
void db_memory_free(struct db_memory *memory);
void db_memory_clear(struct db_memory *memory);
/* moment: a number that is another one whenever somebody else has written. */
void db_memory_at(struct db_memory *memory, int64_t moment);
/* The tables that stand in the whole text of a question. The answer is another one only when
 * something was written into one of them. */
struct db_sources db_memory_sources(const char *text);
/* A number that rises with each change in one of them. */
uint64_t db_memory_changes(const struct db_memory *memory, struct db_sources sources);
/* call: with its values. True: its rows are set, in its arena; nothing was written into its sources
 * since they were read. */
bool db_memory_find(struct db_memory *memory, struct db_call *call, struct db_sources sources);
/* Copies its values and rows, as they were read when the changes were these; of more than 64 kB
 * nothing is kept. */
void db_memory_add(struct db_memory *memory, const struct db_call *call, uint64_t changes);
bool db_are_same_values(const struct db_value *one, const struct db_value *other, size_t count);
/* A statement that is no question is about to run. */
void db_memory_forget(struct db_memory *memory, const struct db_call *call);
