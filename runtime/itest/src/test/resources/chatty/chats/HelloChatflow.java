import org.carrack.chat.*;
import org.osgi.service.component.annotations.*;

@Component(scope = ServiceScope.PROTOTYPE)
public class HelloChatflow implements Chatflow {
    String name = "";

    @ChatStep(title = "Your name", order = 1)
    void askName(Dialogue chat) {
        name = chat.ask(Question.string("What is your name?").required());
    }

    @ChatStep(title = "Your age", order = 2)
    void askAge(Dialogue chat) {
        int age = chat.ask(Question.integer("How old are you?").min(0));
        chat.show("**%s**, %d".formatted(name, age));
    }
}
