package dev.sqlane.lab.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Another operating-system process that works for the laboratory: a Java virtual machine with the same class path, which
 * reads requests from its standard input and answers on its standard output, one {@link Message} a line, in any order. It
 * ends when its input ends, and so never outlives the laboratory, however that ends.
 *
 * <p>The driver unpacks SQLite's library, of some 1 MB, into a file that it deletes when the virtual machine ends in order. These end like
 * killed ones, so that the file stays; it is put beside the log, in a folder that goes with the run.
 *
 * <p>Safe for use by many threads.
 */
public final class WorkerProcess implements AutoCloseable {
    private static final String MAIN = "dev.sqlane.lab.worker.WorkerMain";

    /** The program is small and lives for a moment: compile quickly, collect with one thread, share the JDK's classes. */
    private static final List<String> CHEAP =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xms16m", "-Xmx96m", "-Xss512k");

    /** The virtual machine itself warns on standard output, where the answers are. */
    private static final List<String> QUIET = List.of("-Xlog:disable", "-Xlog:all=warning:stderr");

    /** The flag is known since 17 and needed from 24, where loading SQLite's library warns without it. */
    private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    private static final String ID = "id";

    /** A process ends at once, save for one that writes an archive first. */
    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final Path log;
    private final BufferedWriter requests;
    private final Map<Long, CompletableFuture<Message>> unanswered = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();

    private WorkerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.requests = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts a process. It is ready when it has answered its first request.
     *
     * @param log where its standard error goes, for the message if it ends too early; in a folder that is deleted after the run
     */
    public static WorkerProcess start(Path log) throws IOException {
        return start(log, List.of());
    }

    /**
     * Starts a process that leaves behind, when it ends, an archive of the classes that it has loaded. It is best effort: there
     * is no archive where classes come from folders rather than from jars.
     */
    public static WorkerProcess startArchiving(Path log, Path archive) throws IOException {
        return start(log, List.of("-XX:ArchiveClassesAtExit=" + archive));
    }

    /** Starts a process that loads classes from such an archive, if there is one: in half the time. */
    public static WorkerProcess startFromArchive(Path log, Path archive) throws IOException {
        return start(log, Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of());
    }

    private static WorkerProcess start(Path log, List<String> options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(CHEAP);
        command.addAll(QUIET);
        command.addAll(options);
        command.add(NATIVE_ACCESS);
        command.add("-Dorg.sqlite.tmpdir=" + log.toAbsolutePath().getParent());
        command.add("-cp");
        command.add(classPath());
        command.add(MAIN);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        WorkerProcess worker = new WorkerProcess(process, log);
        Thread reader = new Thread(worker::readAnswers, "lab-worker-" + process.pid());
        reader.setDaemon(true);
        reader.start();
        return worker;
    }

    /** The class path of this process, whether it was started with modules or without. */
    private static String classPath() {
        List<String> parts = new ArrayList<>();
        for (String property : List.of("java.class.path", "jdk.module.path")) {
            String value = System.getProperty(property, "");
            if (!value.isEmpty()) {
                parts.add(value);
            }
        }
        return String.join(File.pathSeparator, parts);
    }

    public long pid() {
        return process.pid();
    }

    /** Sends a request. The future fails with an {@link IOException} when the process ends without having answered. */
    public CompletableFuture<Message> ask(Message request) {
        long id = lastId.incrementAndGet();
        CompletableFuture<Message> answer = new CompletableFuture<>();
        unanswered.put(id, answer);
        try {
            send(request.with(ID, id));
        } catch (IOException failure) {
            unanswered.remove(id);
            answer.completeExceptionally(ended(failure));
        }
        if (!process.isAlive()) {
            failUnanswered();
        }
        return answer;
    }

    /** Tells the process the settings of the Sqlane strategies, and waits until it is up. */
    public void configure(Map<String, String> database) throws IOException, InterruptedException {
        answer(new Message(database).with("do", "configure"));
    }

    /** Sends a request and waits for its answer. */
    public Message answer(Message request) throws IOException, InterruptedException {
        return get(ask(request));
    }

    /** Waits for an answer. */
    public static Message get(CompletableFuture<Message> answer) throws IOException, InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof IOException cause ? cause : new IOException(failure);
        }
    }

    /** Sends a request whose answer is of no interest, nor is it whether the process is still there to read it. */
    public void tell(Message request) {
        try {
            send(request.with(ID, lastId.incrementAndGet()));
        } catch (IOException ended) {
            // Whoever waits for an answer of this process hears of it.
        }
    }

    private void send(Message request) throws IOException {
        synchronized (requests) {
            requests.write(request.toLine());
            requests.newLine();
            requests.flush();
        }
    }

    private void readAnswers() {
        try (BufferedReader answers =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                Message answer = Message.parse(line);
                CompletableFuture<Message> waiting = unanswered.remove(answer.number(ID));
                if (waiting != null) {
                    waiting.complete(answer);
                }
            }
        } catch (IOException failure) {
            process.destroy();
        } finally {
            failUnanswered();
        }
    }

    private void failUnanswered() {
        for (Long id : List.copyOf(unanswered.keySet())) {
            CompletableFuture<Message> waiting = unanswered.remove(id);
            if (waiting != null) {
                waiting.completeExceptionally(ended(null));
            }
        }
    }

    private IOException ended(@Nullable IOException cause) {
        String message = "worker process " + process.pid() + " ended before it had answered";
        try {
            String said = Files.readString(log).strip();
            if (!said.isEmpty()) {
                message += "; its last words: " + said.substring(Math.max(0, said.length() - 2_000));
            }
        } catch (IOException noLog) {
            message += "; it left no words";
        }
        return new IOException(message, cause);
    }

    /**
     * Kills the process, as {@code kill -9} does, and waits until it is gone.
     *
     * @return whether it was there until then
     */
    public boolean kill() throws InterruptedException {
        boolean alive = process.isAlive();
        process.destroyForcibly().waitFor();
        return alive;
    }

    /** Ends the process: first by closing its input, after a time by force. */
    @Override
    public void close() {
        try {
            synchronized (requests) {
                requests.close();
            }
        } catch (IOException alreadyGone) {
            // It has ended by itself, which is what we want.
        }
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupt) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
