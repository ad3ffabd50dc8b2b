package dev.sqlane.sqlite.traps;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sqlite.SQLiteConfig;

/**
 * A process that opens a file with the plain driver, writes a row and closes it, again and again until its input has a line or
 * ends. Then it says how many rows it has committed.
 */
final class OpenerLoop {
    private OpenerLoop() {}

    public static void main(String[] arguments) throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        Thread input = new Thread(() -> {
            try {
                int ignored = System.in.read();
            } catch (IOException e) {
                // The input is gone: stop as well.
            } finally {
                stopped.set(true);
            }
        });
        input.setDaemon(true);
        input.start();
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(0);
        long committed = 0;
        System.out.println("# running");
        while (!stopped.get()) {
            try (Connection connection = Plain.open(Path.of(arguments[0]), config)) {
                Plain.run(connection, "insert into item (name) values ('foreign')");
                committed++;
            } catch (SQLException e) {
                // Busy: this one has no Sqlane.
            }
        }
        System.out.println("# " + committed);
    }
}
