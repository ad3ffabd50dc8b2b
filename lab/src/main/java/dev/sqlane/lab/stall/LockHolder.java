package dev.sqlane.lab.stall;

import dev.sqlane.lab.scenario.PlainFile;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** Holds the write lock of a file for some time; runs in another process. */
public final class LockHolder {
    private LockHolder() {}

    /** Takes the lock, calls {@code held}, keeps the lock for {@code millis}, and lets go of it. */
    public static void hold(Path path, long millis, Runnable held) throws SQLException, InterruptedException {
        try (PlainFile file = PlainFile.open(path)) {
            file.execute("begin immediate");
            held.run();
            TimeUnit.MILLISECONDS.sleep(millis);
            file.execute("rollback");
        }
    }
}
