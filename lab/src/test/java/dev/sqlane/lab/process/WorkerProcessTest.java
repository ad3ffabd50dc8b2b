package dev.sqlane.lab.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkerProcessTest {
    @TempDir
    private Path folder;

    @Test
    void aMessageSurvivesTheLine() throws IOException {
        Message message = Message.of("name", "a \"b\"\n\\ ü 雪", "number", 7, "flag", true);

        Message read = Message.parse(message.toLine());

        assertThat(message.toLine()).doesNotContain("\n");
        assertThat(read).isEqualTo(message);
        assertThat(read.number("number")).isEqualTo(7);
        assertThat(read.flag("flag")).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> read.text("missing"));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> Message.parse("[1]"));
    }

    @Test
    void requestsAreAnswered() throws Exception {
        try (WorkerProcess worker = WorkerProcess.start(folder.resolve("log"))) {
            Message answer = worker.ask(Message.of("do", "configure")).get(30, TimeUnit.SECONDS);
            assertThat(answer.text("outcome")).isEqualTo("done");
            assertThat(worker.pid()).isNotEqualTo(ProcessHandle.current().pid());
        }
    }

    /** A process that is ended by force leaves it behind, which must not be in the system's temporary folder. */
    @Test
    void theDriverUnpacksItsLibraryBesideTheLog() throws Exception {
        Path run = Files.createDirectory(folder.resolve("run"));
        Path file = folder.resolve("held.db");
        try (WorkerProcess worker = WorkerProcess.start(run.resolve("log"))) {
            Message hold = Message.of("do", "hold", "file", file.toString(), "millis", 0);
            assertThat(worker.ask(hold).get(30, TimeUnit.SECONDS).text("outcome"))
                    .isEqualTo("done");
        }
        assertThat(run)
                .isDirectoryContaining(left -> left.getFileName().toString().startsWith("sqlite-"));
    }

    @Test
    void aProcessThatEndsFailsWhatItHasNotAnswered() throws Exception {
        try (WorkerProcess worker = WorkerProcess.start(folder.resolve("log"))) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> worker.ask(Message.of("do", "nonsense")).get(30, TimeUnit.SECONDS))
                    .withCauseInstanceOf(IOException.class)
                    .withMessageContaining("ended before it had answered")
                    .withMessageContaining("nonsense");
        }
    }
}
