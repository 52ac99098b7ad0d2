/*
 * Every statement that the house runs on SQLite in this test program, and how SQLite finds its
 * rows. A statement that walks a table which grows with the house is a fault, however fast it is in
 * a small house: docs/database.md says how to mend it, and how a statement says that it walks on
 * purpose.
 */
#pragma once

#include <stdbool.h>

/* Notes what runs on connections that are opened from now on. */
void plans_watch(void);
/* Asks the file how it finds the rows of each text that is new since the last time. False after
 * printing those that walk. */
bool plans_are_good(const char *path);
