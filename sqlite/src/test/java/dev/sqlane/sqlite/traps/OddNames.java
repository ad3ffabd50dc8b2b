package dev.sqlane.sqlite.traps;

import dev.sqlane.ReadPool;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** Names that mean something in a URL, to the driver, to SQLite or to a shell, and are names of files all the same. */
final class OddNames {
    static final List<String> ALL = List.of(
            "a?b=c#d %41.db",
            ":resource:x",
            "file:x",
            "file:x?mode=memory&cache=shared",
            ":memory:",
            "x;y&mode=memory.db",
            "a?enable_load_extension=true&journal_mode=OFF",
            "with two  spaces .db",
            " ",
            "100%.db",
            "%2e%2e%2fup.db",
            "a'b\"c`d.db",
            "back\\slash.db",
            "two\nlines.db",
            "-readonly",
            "jdbc:sqlite:x.db",
            "[x]{y}|z^~.db",
            "a+b=c,d@e!.db");

    /** Not ASCII: with an umlaut in both its forms, Japanese, and a character outside the basic plane. */
    static final List<String> WIDE =
            List.of("\u00fcbergr\u00f6\u00dfe.db", "u\u0308ber.db", "\u65e5\u672c\u8a9e.db", "\ud83d\ude80.db");

    private OddNames() {}

    /** Writes to the file in an empty folder, reads it again, and looks what files there are. */
    static void check(Path path) throws SQLException, IOException {
        try (SqliteDatabase db = Sqlite.open(path)) {
            db.run(c -> {
                c.update("create table item (name text)");
                c.update("insert into item values (?)", path.toString());
            });
        }
        try (ReadPool pool = Sqlite.openReadPool(path)) {
            expect(
                    path.toString(),
                    pool.queryValue("select name from item", String.class).orElseThrow());
        }
        // A reader leaves the log behind; the last writer removes it.
        try (SqliteDatabase db = Sqlite.open(path)) {
            expect(
                    path.toString(),
                    db.queryValue("select name from item", String.class).orElseThrow());
        }
        try (Stream<Path> files = Files.list(path.toAbsolutePath().getParent())) {
            List<String> names =
                    files.map(file -> String.valueOf(file.getFileName())).toList();
            expect(List.of(String.valueOf(path.getFileName())), names);
        }
        if (Files.size(path) < 8_192) {
            throw new AssertionError("the rows are elsewhere: " + path + " has " + Files.size(path) + " bytes");
        }
    }

    private static void expect(Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError("expected " + expected + ", but it is " + actual);
        }
    }

    /** Checks all names in the working folder, each relative and absolute. */
    public static void main(String[] arguments) throws SQLException, IOException {
        int count = 0;
        for (String name : Stream.concat(ALL.stream(), WIDE.stream()).toList()) {
            for (Path path : List.of(Path.of(name), Path.of(name).toAbsolutePath())) {
                check(path);
                Files.delete(path);
                count++;
            }
        }
        System.out.println("# checked " + count);
    }
}
