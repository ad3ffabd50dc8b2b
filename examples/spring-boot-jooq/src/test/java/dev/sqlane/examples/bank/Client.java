package dev.sqlane.examples.bank;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Calls the bank over HTTP. */
final class Client {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;

    Client(int port) {
        address = "http://127.0.0.1:" + port;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    /** Sends one of the mixed requests of a load: two reads for each write. */
    HttpResponse<String> mixed(long number, int accounts) throws IOException, InterruptedException {
        long one = 1L + Math.floorMod(number * 31, accounts);
        long other = 1 + one % accounts;
        return switch ((int) (number % 6)) {
            case 0, 1 -> post("/transfers?source=" + one + "&target=" + other + "&amount=1");
            case 2 -> get("/total");
            case 3 -> get("/accounts");
            default -> get("/accounts/" + one);
        };
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
