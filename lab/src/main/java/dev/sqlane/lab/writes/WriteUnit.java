package dev.sqlane.lab.writes;

import dev.sqlane.lab.scenario.PlainFile;
import dev.sqlane.lab.strategy.Statements;
import java.sql.SQLException;

/**
 * One unit of a writer: by turns it inserts an entry and updates the writer's counter. An entry says which thread wrote it, in which of
 * its units; the counter is changed relatively. So a unit that is missing, there twice, or there in part shows, and so does an
 * update that was lost.
 *
 * @param statements how many statements, at least 1; the first is an INSERT
 */
public record WriteUnit(int statements) {
    private static final String INSERT = "insert into entry (thread, number, part, text) values (?, ?, ?, ?)";
    private static final String UPDATE = "update counter set changes = changes + 1, total = total + ? where thread = ?";

    /** As much as a line of a log. */
    private static final String TEXT = "a row as an application writes it, some sixty bytes in all";

    /** Adds the tables, with a counter for each thread. */
    public static void addTablesTo(PlainFile file, int threads) throws SQLException {
        // No unique index: the checker is to find what is there twice, not SQLite.
        file.execute("""
                create table entry (
                    id integer primary key,
                    thread integer not null,
                    number integer not null,
                    part integer not null,
                    text text not null)""");
        file.execute("""
                create table counter (
                    thread integer primary key,
                    changes integer not null,
                    total integer not null)""");
        file.execute("with recursive numbered (n) as (select 0 union all select n + 1 from numbered where n < "
                + (threads - 1) + ") insert into counter select n, 0, 0 from numbered");
    }

    /** Returns how many of the statements insert. */
    int inserts() {
        return (statements + 1) / 2;
    }

    /** Returns how many of the statements update. */
    int updates() {
        return statements / 2;
    }

    /** Runs the statements. */
    public long run(Statements connection, int thread, long number) throws SQLException {
        long changed = 0;
        for (int statement = 0; statement < statements; statement++) {
            changed += statement % 2 == 0
                    ? connection.update(INSERT, thread, number, statement / 2, TEXT)
                    : connection.update(UPDATE, number, thread);
        }
        return changed;
    }
}
