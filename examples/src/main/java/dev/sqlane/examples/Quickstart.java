package dev.sqlane.examples;

import dev.sqlane.Task;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The first five minutes: open, write, read, map rows. Run it with the path of a file. */
public final class Quickstart {
    /** A row of the table {@code note}: each component takes the column of its name. */
    public record Note(long id, String text, Instant createdAt) {}

    private Quickstart() {}

    public static void main(String[] arguments) throws SQLException {
        Path path = Path.of(arguments.length > 0 ? arguments[0] : "quickstart.db");
        try (SqliteDatabase db = Sqlite.open(path)) {
            run(db).forEach(System.out::println);
        }
    }

    static List<Note> run(SqliteDatabase db) throws SQLException {
        // A write without a result. The whole lambda is one transaction.
        db.run(c -> c.script("""
                create table if not exists note (
                  id integer primary key,
                  text text not null,
                  created_at text not null
                )"""));

        // A write with a result, under a name that errors and meters show.
        long id = db.write(Task.named("add note"), c -> {
            c.update("delete from note where text = ?", "hello");
            return c.insert("insert into note (text, created_at) values (?, ?)", "hello", Instant.now());
        });

        // Several reads in one consistent snapshot.
        Optional<Note> note = db.read(c -> {
            long count = c.queryValue("select count(*) from note", Long.class).orElse(0L);
            return count == 0 ? Optional.empty() : c.queryOne("select * from note where id = ?", Note.class, id);
        });
        System.out.println("just written: " + note.orElseThrow().text());

        // A single query, without a transaction around it.
        return db.query("select * from note order by id", Note.class);
    }
}
