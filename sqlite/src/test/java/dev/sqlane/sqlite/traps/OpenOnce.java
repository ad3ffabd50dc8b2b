package dev.sqlane.sqlite.traps;

import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.sql.Connection;

/** A process that opens and closes a file. Its arguments are {@code plain} or {@code sqlane}, and the file. */
final class OpenOnce {
    private OpenOnce() {}

    public static void main(String[] arguments) {
        Path file = Path.of(arguments[1]);
        try {
            if (arguments[0].equals("plain")) {
                try (Connection connection = Plain.open(file)) {
                    Plain.run(connection, "create table if not exists item (name text)");
                }
            } else {
                try (SqliteDatabase db = Sqlite.open(file)) {
                    db.run(c -> c.update("create table if not exists item (name text)"));
                }
            }
            System.out.println("# opened");
        } catch (Throwable e) {
            System.out.println("# failed: " + e);
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                System.out.println("because " + cause);
            }
        }
    }
}
