package dev.sqlane.examples;

import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;

/**
 * A guest book that was written for a generic pool: everything but the two lines that make the {@code DataSource} is plain JDBC. Many
 * guests write at once, each in a transaction that reads first, which SQLite would answer with busy errors.
 */
public final class DropIn {
    private final DataSource dataSource;

    DropIn(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Lets 32 guests write 20 entries each into the file that the first argument names. */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args.length > 0 ? args[0] : "guests.db");
        SqliteDatabase db = Sqlite.open(file);
        DataSource dataSource = db.dataSource();
        try (db) {
            DropIn book = new DropIn(dataSource);
            book.create();
            System.out.println(book.letGuestsWrite(32, 20) + " entries");
        }
    }

    void create() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "create table if not exists entry (id integer primary key, guest text not null, number integer not null)");
        }
    }

    /** Returns how many entries there are in the end. */
    long letGuestsWrite(int guests, int entries) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(guests);
        try {
            List<Callable<Void>> visits = new ArrayList<>();
            for (int guest = 0; guest < guests; guest++) {
                String name = "guest " + guest;
                visits.add(() -> {
                    for (int i = 0; i < entries; i++) {
                        write(name);
                    }
                    return null;
                });
            }
            for (Future<Void> visit : threads.invokeAll(visits)) {
                visit.get();
            }
        } finally {
            threads.shutdown();
        }
        return count();
    }

    private void write(String guest) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            long number = 1;
            try (PreparedStatement last =
                    connection.prepareStatement("select max(number) from entry where guest = ?")) {
                last.setString(1, guest);
                try (ResultSet row = last.executeQuery()) {
                    if (row.next()) {
                        number = row.getLong(1) + 1;
                    }
                }
            }
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into entry (guest, number) values (?, ?)")) {
                insert.setString(1, guest);
                insert.setLong(2, number);
                insert.executeUpdate();
            }
            connection.commit();
        }
    }

    private long count() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from entry")) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
