package dev.sqlane.sqlite.traps;

import java.io.IOException;
import java.nio.file.Path;

/** The {@code sqlite3} shell on one file: the foreign process that knows nothing of Sqlane. Its busy timeout is 0. */
final class Shell implements AutoCloseable {
    private static final String DONE = "-- done --";

    private final ForeignProcess process;

    private Shell(ForeignProcess process) {
        this.process = process;
    }

    static Shell open(Path file) throws IOException {
        return new Shell(new ForeignProcess(new ProcessBuilder("sqlite3", "-batch", file.toString())));
    }

    /** Runs SQL or a dot command to its end, and returns what the shell printed, errors included. */
    String run(String sql) throws IOException, InterruptedException {
        process.send(sql);
        process.send(".print '" + DONE + "'");
        StringBuilder output = new StringBuilder();
        for (String line = process.line(); !line.equals(DONE); line = process.line()) {
            output.append(output.isEmpty() ? "" : "\n").append(line);
        }
        return output.toString();
    }

    /** Runs what must succeed silently. */
    void quietly(String sql) throws IOException, InterruptedException {
        String output = run(sql);
        if (!output.isEmpty()) {
            throw new AssertionError(sql + " said: " + output);
        }
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        process.kill();
    }

    /** Lets the shell end by itself, which closes its database in order. */
    void quit() throws IOException, InterruptedException {
        process.send(".quit");
        process.exitCode();
    }

    @Override
    public void close() {
        process.close();
    }
}
