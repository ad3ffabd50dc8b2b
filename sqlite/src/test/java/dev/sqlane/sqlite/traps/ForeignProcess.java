package dev.sqlane.sqlite.traps;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process beside the test's, told what to do line by line and answering line by line, so that a test can wait for what it has
 * done. Used by one thread. Whatever happens in the test, {@link #close} ends the process.
 */
final class ForeignProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Writer input;
    private final Thread reader;
    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
    private final List<String> transcript = new CopyOnWriteArrayList<>();

    ForeignProcess(ProcessBuilder builder) throws IOException {
        this.process = builder.redirectErrorStream(true).start();
        this.input = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        this.reader = new Thread(this::readAll, "output of process " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    private void readAll() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                transcript.add(line);
                lines.add(Optional.of(line));
            }
        } catch (IOException e) {
            transcript.add(e.toString());
        } finally {
            lines.add(Optional.empty());
        }
    }

    /** Gives the process a line to read. */
    void send(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    /** Returns the next line of its output; fails the test where the process has ended or says nothing. */
    String line() throws InterruptedException {
        Optional<String> line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (line == null || line.isEmpty()) {
            throw new AssertionError(
                    "the process " + (line == null ? "says nothing" : "has ended") + "; its output: " + transcript);
        }
        return line.get();
    }

    /** Skips lines up to one that begins with {@code "# "}, as our own programs answer, and returns the rest of it. */
    String answer() throws InterruptedException {
        while (true) {
            String line = line();
            if (line.startsWith("# ")) {
                return line.substring(2);
            }
        }
    }

    /** Waits for the end of the process, and returns its exit code. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the process does not end; its output: " + transcript);
        }
        return process.exitValue();
    }

    /** Waits for the end of the process, and returns all that it has said. */
    String output() throws InterruptedException {
        exitCode();
        reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        return String.join("\n", transcript);
    }

    /** Kills the process as {@code kill -9} does, and waits until it is gone. */
    void kill() throws InterruptedException {
        // By its handle: Process.destroyForcibly closes the stream too, and what the process had said last would be
        // lost.
        if (!process.toHandle().destroyForcibly() && process.isAlive()) {
            throw new AssertionError("the process can't be killed");
        }
        exitCode();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
