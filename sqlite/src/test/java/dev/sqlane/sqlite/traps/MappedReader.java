package dev.sqlane.sqlite.traps;

import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A process that opens a file, reads its first row, waits for a line, and reads all rows, in one snapshot. Its arguments are the file, {@code
 * plain} or {@code sqlane}, and how many bytes of the file to map into memory.
 */
final class MappedReader {
    private static final String FIRST = "select length(data) from item where id = 1";
    private static final String ALL = "select sum(length(data)) from item where data is not null";

    private MappedReader() {}

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        String mmapSize = arguments[2];
        // Both reads are in one transaction: a new one would look at the file's size again.
        if (arguments[1].equals("plain")) {
            try (Connection connection = Plain.open(file)) {
                Plain.value(connection, "pragma mmap_size=" + mmapSize);
                Plain.run(connection, "begin");
                Plain.value(connection, FIRST);
                read(() -> Plain.value(connection, ALL));
            }
        } else {
            try (SqliteDatabase db =
                    Sqlite.builder(file).mmapSize(Long.parseLong(mmapSize)).open()) {
                db.read(c -> {
                    c.query(FIRST, row -> row.getLong(1));
                    read(() -> c.query(ALL, row -> row.getLong(1)));
                    return null;
                });
            }
        }
    }

    private static void read(Plain.Call call) throws Exception {
        System.out.println("# ready");
        if (System.in.read() < 0) {
            throw new IOException("the test has ended");
        }
        try {
            call.run();
            System.out.println("# read: all");
        } catch (SQLException e) {
            System.out.println("# read: code " + e.getErrorCode() + ", state " + e.getSQLState());
        }
    }
}
