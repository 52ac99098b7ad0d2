#!/usr/bin/python3
import unittest

from tree import TreeTest
import check_layers


class Layers(TreeTest):
    def refusals(self, name, *includes):
        self.write(name, "".join(f"#include {target}\n" for target in includes))
        return check_layers.findings(self.top)

    def test_a_room_may_know_the_rooms_below_it_and_itself(self):
        self.assertEqual([], self.refusals("src/ticket/ticket.c", '"ticket/ticket.h"', "<stdio.h>",
                                           '"base/arena.h"', '"people/customer.h"'))

    def test_a_room_may_not_know_a_room_above_it(self):
        self.assertEqual(["src/ticket/ticket.c:2: ticket may not know web"],
                         self.refusals("src/ticket/ticket.c", '"base/arena.h"', '"web/page.h"'))

    def test_pointed_brackets_are_no_way_around(self):
        self.assertEqual(["src/base/arena.c:1: base may not know core"],
                         self.refusals("src/base/arena.c", "<core/ctx.h>"))

    def test_parse_and_net_know_base_alone(self):
        self.assertEqual([], self.refusals("src/parse/mail.c", '"base/buf.h"', '"parse/mail.h"'))
        self.assertEqual(["src/net/smtp.c:1: net knows base/ alone, not parse"],
                         self.refusals("src/net/smtp.c", '"parse/mail.h"'))

    def test_only_the_database_room_speaks_to_a_database(self):
        self.assertEqual([], self.refusals("src/db/db_sqlite.c", "<sqlite3.h>"))
        self.assertEqual(["src/core/search.c:1: only db/ may include sqlite3.h"],
                         self.refusals("src/core/search.c", "<sqlite3.h>"))

    def test_channels_never_know_each_other(self):
        self.assertEqual([], self.refusals("src/channel/chat/chat.c", '"channel/chat/chat.h"',
                                           '"channel/channel.h"'))
        self.assertEqual(["src/channel/chat/chat.c:1: channels never know each other: chat may not "
                          "know email"],
                         self.refusals("src/channel/chat/chat.c", '"channel/email/email.h"'))

    def test_the_frame_of_the_channels_knows_none_of_them(self):
        self.assertEqual(1, len(self.refusals("src/channel/frame.c", '"channel/fax/fax.h"')))

    def test_the_folder_above_is_no_way_around(self):
        self.assertEqual(1, len(self.refusals("src/base/arena.c", '"../web/page.h"')))

    def test_a_room_that_nobody_placed_is_refused(self):
        self.assertEqual(["src/misc/misc.c: misc is no room; LAYERS names them all"],
                         self.refusals("src/misc/misc.c", '"base/buf.h"'))


if __name__ == "__main__":
    unittest.main()
