package dev.sqlane.lab.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The worker's side of the line to the laboratory. */
public final class MessageChannel {
    private static final String ID = "id";

    private final BufferedReader requests;
    private final PrintStream answers;

    public MessageChannel(InputStream requests, PrintStream answers) {
        this.requests = new BufferedReader(new InputStreamReader(requests, StandardCharsets.UTF_8));
        this.answers = answers;
    }

    /** Waits for the next request; {@code null} when there will be none. */
    public @Nullable Message next() throws IOException {
        String line = requests.readLine();
        return line == null ? null : Message.parse(line);
    }

    /** Answers a request. Safe for use by many threads. */
    public synchronized void answer(Message request, Message answer) {
        answers.println(answer.with(ID, request.text(ID)).toLine());
        answers.flush();
    }
}
