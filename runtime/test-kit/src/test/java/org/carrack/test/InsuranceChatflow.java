package org.carrack.test;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.carrack.chat.Answers;
import org.carrack.chat.ChatStep;
import org.carrack.chat.Chatflow;
import org.carrack.chat.DateTimeQuestion;
import org.carrack.chat.Dialogue;
import org.carrack.chat.Form;
import org.carrack.chat.IntegerQuestion;
import org.carrack.chat.Question;
import org.carrack.chat.TextQuestion;

/** Takes an application for insurances, in thirty steps of which people skip and repeat some. */
final class InsuranceChatflow implements Chatflow {

    String name = "";
    Instant born = Instant.EPOCH;
    String address = "";
    List<String> children = List.of();
    Map<String, String> pets = Map.of();
    Map<String, BigDecimal> insured = Map.of();
    Instant begins = Instant.EPOCH;
    int account;
    String comment = "";
    String number = "";

    private void insure(String what, BigDecimal worth) {
        Map<String, BigDecimal> more = new LinkedHashMap<>(insured);
        more.put(what, worth);
        insured = more;
    }

    @ChatStep(title = "Welcome", order = 1)
    void welcome(Dialogue chat) {
        chat.show("Welcome, %s".formatted(chat.user().name()));
    }

    @ChatStep(title = "Who you are", order = 2)
    void who(Dialogue chat) {
        Form form = new Form("Who are you?");
        TextQuestion given = form.add(Question.string("Given name").required());
        TextQuestion family = form.add(Question.string("Family name").required());
        DateTimeQuestion birth = form.add(Question.dateTime("Born"));
        Answers answers = chat.ask(form);
        name = answers.get(given) + " " + answers.get(family);
        born = answers.get(birth);
    }

    @ChatStep(title = "Where you live", order = 3)
    void address(Dialogue chat) {
        Form form = new Form("Where do you live?");
        TextQuestion street = form.add(Question.string("Street").required());
        TextQuestion town = form.add(Question.string("Town").required());
        Answers answers = chat.ask(form);
        address = answers.get(street) + ", " + answers.get(town);
    }

    @ChatStep(title = "Moved", order = 4)
    void moved(Dialogue chat) {
        if (chat.ask(Question.choice("Have you moved this year?", List.of("yes", "no")))
                .equals("no")) {
            chat.goTo("children");
        }
    }

    @ChatStep(title = "Before", order = 5)
    void before(Dialogue chat) {
        address += " before "
                + chat.ask(Question.string("Where did you live before?").required());
    }

    @ChatStep(title = "Children", order = 6)
    void children(Dialogue chat) {
        if (chat.ask(Question.choice("Another child?", List.of("yes", "no"))).equals("no")) {
            chat.goTo("pets");
        }
    }

    @ChatStep(title = "A child", order = 7)
    void child(Dialogue chat) {
        Form form = new Form("Child %d".formatted(children.size() + 1));
        TextQuestion given = form.add(Question.string("Name").required());
        IntegerQuestion age = form.add(Question.integer("Age").min(0).max(17));
        Answers answers = chat.ask(form);
        List<String> more = new ArrayList<>(children);
        more.add(answers.get(given) + " (" + answers.get(age) + ")");
        children = more;
        chat.goTo("children");
    }

    @ChatStep(title = "Pets", order = 8)
    void pets(Dialogue chat) {
        pets = chat.ask(Question.values("Pets and their names?"));
    }

    @ChatStep(title = "House", order = 9)
    void house(Dialogue chat) {
        if (chat.ask(Question.choice("Insure: house?", List.of("yes", "no"))).equals("yes")) {
            insure("house", chat.ask(Question.number("Worth of: house?").min(BigDecimal.ZERO)));
        }
    }

    @ChatStep(title = "Garden", order = 10)
    void garden(Dialogue chat) {
        if (chat.ask(Question.choice("Insure: garden?", List.of("yes", "no"))).equals("yes")) {
            insure("garden", chat.ask(Question.number("Worth of: garden?").min(BigDecimal.ZERO)));
        }
    }

    @ChatStep(title = "Car", order = 11)
    void car(Dialogue chat) {
        if (chat.ask(Question.choice("Insure: car?", List.of("yes", "no"))).equals("yes")) {
            insure("car", chat.ask(Question.number("Worth of: car?").min(BigDecimal.ZERO)));
        }
    }

    @ChatStep(title = "Bicycle", order = 12)
    void bicycle(Dialogue chat) {
        if (chat.ask(Question.choice("Insure: bicycle?", List.of("yes", "no"))).equals("yes")) {
            insure("bicycle", chat.ask(Question.number("Worth of: bicycle?").min(BigDecimal.ZERO)));
        }
    }

    @ChatStep(title = "Boat", order = 13)
    void boat(Dialogue chat) {
        if (chat.ask(Question.choice("Insure: boat?", List.of("yes", "no"))).equals("yes")) {
            insure("boat", chat.ask(Question.number("Worth of: boat?").min(BigDecimal.ZERO)));
        }
    }

    @ChatStep(title = "Health", order = 14)
    void health(Dialogue chat) {
        if (chat.ask(Question.choice("Insure: health?", List.of("yes", "no"))).equals("yes")) {
            insure("health", chat.ask(Question.number("Worth of: health?").min(BigDecimal.ZERO)));
        }
    }

    @ChatStep(title = "Teeth", order = 15)
    void teeth(Dialogue chat) {
        if (chat.ask(Question.choice("Insure: teeth?", List.of("yes", "no"))).equals("yes")) {
            insure("teeth", chat.ask(Question.number("Worth of: teeth?").min(BigDecimal.ZERO)));
        }
    }

    @ChatStep(title = "Eyes", order = 16)
    void eyes(Dialogue chat) {
        if (chat.ask(Question.choice("Insure: eyes?", List.of("yes", "no"))).equals("yes")) {
            insure("eyes", chat.ask(Question.number("Worth of: eyes?").min(BigDecimal.ZERO)));
        }
    }

    @ChatStep(title = "Travel", order = 17)
    void travel(Dialogue chat) {
        if (chat.ask(Question.choice("Insure: travel?", List.of("yes", "no"))).equals("yes")) {
            insure("travel", chat.ask(Question.number("Worth of: travel?").min(BigDecimal.ZERO)));
        }
    }

    @ChatStep(title = "Work", order = 18)
    void work(Dialogue chat) {
        if (chat.ask(Question.choice("Insure: work?", List.of("yes", "no"))).equals("yes")) {
            insure("work", chat.ask(Question.number("Worth of: work?").min(BigDecimal.ZERO)));
        }
    }

    @ChatStep(title = "Law", order = 19)
    void law(Dialogue chat) {
        if (chat.ask(Question.choice("Insure: law?", List.of("yes", "no"))).equals("yes")) {
            insure("law", chat.ask(Question.number("Worth of: law?").min(BigDecimal.ZERO)));
        }
    }

    @ChatStep(title = "Music", order = 20)
    void music(Dialogue chat) {
        if (chat.ask(Question.choice("Insure: music?", List.of("yes", "no"))).equals("yes")) {
            insure("music", chat.ask(Question.number("Worth of: music?").min(BigDecimal.ZERO)));
        }
    }

    @ChatStep(title = "Animals", order = 21)
    void animals(Dialogue chat) {
        if (chat.ask(Question.choice("Insure: animals?", List.of("yes", "no"))).equals("yes")) {
            insure("animals", chat.ask(Question.number("Worth of: animals?").min(BigDecimal.ZERO)));
        }
    }

    @ChatStep(title = "Dogs", order = 22)
    void dogs(Dialogue chat) {
        if (chat.ask(Question.choice("Insure: dogs?", List.of("yes", "no"))).equals("yes")) {
            insure("dogs", chat.ask(Question.number("Worth of: dogs?").min(BigDecimal.ZERO)));
        }
    }

    @ChatStep(title = "Art", order = 23)
    void art(Dialogue chat) {
        if (chat.ask(Question.choice("Insure: art?", List.of("yes", "no"))).equals("yes")) {
            insure("art", chat.ask(Question.number("Worth of: art?").min(BigDecimal.ZERO)));
        }
    }

    @ChatStep(title = "Sum", order = 24)
    void sum(Dialogue chat) {
        if (insured.isEmpty()) {
            chat.error("There is nothing to insure");
            chat.goTo("house");
        }
        chat.show("Sum: " + insured.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    @ChatStep(title = "Begin", order = 25)
    void start(Dialogue chat) {
        begins = chat.ask(Question.dateTime("From when?").future());
    }

    @ChatStep(title = "Payment", order = 26)
    void payment(Dialogue chat) {
        account = chat.ask(Question.secret("Account number?").required()).length();
    }

    @ChatStep(title = "Comment", order = 27)
    void comment(Dialogue chat) {
        comment = chat.ask(Question.text("Anything else?"));
    }

    @ChatStep(title = "Confirm", order = 28)
    void confirm(Dialogue chat) {
        chat.confirm("All right?", Map.of("name", name, "address", address));
    }

    @ChatStep(title = "Store", order = 29)
    void store(Dialogue chat) {
        number = chat.repeatable("store", String.class, () -> "P-" + insured.size() + children.size());
    }

    @ChatStep(title = "Done", order = 30)
    void done(Dialogue chat) {
        chat.show("Contract %s for %s of %s, born in %d, with %s and %s: %s, %d, %s, %s"
                .formatted(
                        number,
                        name,
                        address,
                        born.atZone(ZoneOffset.UTC).getYear(),
                        children,
                        pets,
                        insured.keySet(),
                        account,
                        comment,
                        begins.getEpochSecond() > 0));
    }
}
